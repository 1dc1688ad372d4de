"""The needs board, and a need that becomes a discussion."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import needs
from communities.models import Need
from cop_portal.foundation.notifications.models import Notice
from discussions.models import Discussion

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/needs/"


def test_a_member_names_a_need_others_want_it_and_it_becomes_a_discussion(
    community: Any, people: Any, sign_in: Any
) -> None:
    sign_in(people.member).post(PAGE, {"text": "How pumps last"})
    need = Need.objects.get()
    for _click in range(2):
        sign_in(people.expert).post(f"{PAGE}{need.pk}/support/")
    need.refresh_from_db()
    assert need.support_count == 2

    boss = sign_in(people.facilitator)
    assert f"?need={need.pk}" in boss.get(f"{PAGE}{need.pk}/").content.decode()
    start = f"/communities/water/discussions/start/?need={need.pk}"
    page = boss.get(start).content.decode()
    assert "How pumps last" in page
    assert "It takes up a need of 2 members, who are told." in page
    boss.post(
        start,
        {"title": "How pumps last", "body": "Tell us", "kind": "question", "need": need.pk, "key": "n1"},
    )

    need.refresh_from_db()
    talk = Discussion.objects.get()
    assert (need.state, need.outcome_url) == ("taken_up", talk.get_absolute_url())
    assert talk.get_absolute_url() in sign_in(people.member).get(PAGE + "?answered=1").content.decode()


def test_a_need_becomes_a_request_in_one_click_and_those_who_want_it_are_told(
    community: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    sign_in(people.member).post(PAGE, {"text": "How ropes last"})
    need = Need.objects.get()
    assert sign_in(people.stranger).post(f"{PAGE}{need.pk}/", {"request": "1"}).status_code == 403
    boss = sign_in(people.facilitator)
    assert b"Turn it into a request" in boss.get(f"{PAGE}{need.pk}/").content

    for _click in range(2):
        boss.post(f"{PAGE}{need.pk}/", {"request": "1"})
    dispatched()

    need.refresh_from_db()
    assert (need.state, need.outcome_url) == ("asked", "/communities/water/library/gaps/")
    assert Notice.objects.filter(kind="communities.need_answered", user=people.member).count() == 1
    assert b"How ropes last" in boss.get(need.outcome_url).content
    community.modules_off = ["library"]
    community.save()
    assert b"Turn it into a request" not in boss.get(f"{PAGE}{need.pk}/").content
    assert boss.post(f"{PAGE}{need.pk}/", {"request": "1"}).status_code == 404


def test_nearly_the_same_is_shown_before_and_can_be_added_all_the_same(
    community: Any, people: Any, sign_in: Any
) -> None:
    needs.add(community=community, by=people.expert, text="How pumps last without spare parts")
    browser = sign_in(people.member)

    page = browser.post(PAGE, {"text": "How pumps last without spares"}).content.decode()
    assert "Somebody said nearly the same" in page
    assert Need.objects.count() == 1
    browser.post(PAGE, {"text": "How pumps last without spares", "anyway": "1"})

    assert Need.objects.count() == 2


def test_a_stranger_changes_nothing_and_reads_nothing_of_a_secret_community(
    community: Any, people: Any, sign_in: Any
) -> None:
    need = needs.add(community=community, by=people.member, text="How pumps last")
    browser = sign_in(people.stranger)
    assert browser.post(PAGE, {"text": "Mine"}).status_code == 403
    assert browser.post(f"{PAGE}{need.pk}/support/").status_code == 403
    assert browser.get(f"{PAGE}{need.pk}/").status_code == 403

    community.visibility = "secret"
    community.save()
    assert browser.get(PAGE).status_code == 404
    assert Need.objects.count() == 1


def test_a_need_of_another_community_is_not_taken_up_by_a_guessed_number(
    neighbour: Any, community: Any, people: Any, sign_in: Any
) -> None:
    theirs = needs.add(community=neighbour, by=people.stranger, text="Vaccines")

    page = (
        sign_in(people.facilitator)
        .get(f"/communities/water/discussions/start/?need={theirs.pk}")
        .content.decode()
    )

    assert "Vaccines" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_one_and_three(
    count: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        needs.add(community=community, by=people.member, text=f"Need number {number}")
    browser = sign_in(people.member)
    browser.get(PAGE)

    with django_assert_num_queries(4):
        browser.get(PAGE)
