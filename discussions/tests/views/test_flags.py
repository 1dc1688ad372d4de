"""Pages to flag, and to decide about what waits."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import flags, moderation
from discussions.models import Contribution, Flag, Matter
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_a_member_flags_with_one_form_and_a_facilitator_hides_with_another(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, "You <b>fool</b>")
    address = talk.get_absolute_url()
    guest = sign_in(people.guest)
    assert f"{address}flag/?number=1" in guest.get(address).content.decode()

    kept = guest.post(f"{address}flag/", {"number": "1", "reason": "other", "words": ""})
    done = guest.post(f"{address}flag/", {"number": "1", "reason": "unkind", "words": "To me"}, follow=True)

    assert "Say in a few words" in kept.content.decode()
    assert "The facilitators are told" in done.content.decode()
    matter = Matter.objects.get()
    facilitator = sign_in(people.facilitator)
    queue = facilitator.get(f"/communities/{community.slug}/matters/").content.decode()
    assert all(words in queue for words in ("Gil Guest", "To me", "It is unkind", "You &lt;b&gt;fool"))
    page = facilitator.get(matter.get_absolute_url()).content.decode()
    assert "Hide it" in page
    refused = facilitator.post(matter.get_absolute_url(), {"step": "hide", "words": ""})
    assert "Say why" in refused.content.decode()
    facilitator.post(matter.get_absolute_url(), {"step": "hide", "words": "Be kind"})
    assert Contribution.objects.get().hidden_why == "Be kind"
    assert "hidden" in facilitator.get(f"/communities/{community.slug}/matters/?decided=1").content.decode()
    assert "Be kind" in facilitator.get(matter.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("step", "outcome"), [("dismiss", "dismissed"), ("lock", "locked")])
def test_other_decisions(step: str, outcome: str, community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    flags.flag(discussion=talk, by=people.member, reason="wrong")
    matter = Matter.objects.get()

    sign_in(people.coordinator).post(matter.get_absolute_url(), {"step": step, "words": "Let us wait"})

    matter.refresh_from_db()
    talk.refresh_from_db()
    assert matter.outcome == outcome
    assert (talk.locked_at is not None) == (step == "lock")


def test_what_was_hidden_is_shown_again_on_request(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    made = said(talk, people.member)
    moderation.hide(discussion=talk, contribution=made, by=people.facilitator, words="Private")
    author = sign_in(people.member)
    assert "Ask to look at it again" in author.get(talk.get_absolute_url()).content.decode()
    author.post(f"{talk.get_absolute_url()}flag/", {"number": "1", "words": "I took the name out"})
    matter = Matter.objects.get()

    sign_in(people.facilitator).post(matter.get_absolute_url(), {"step": "restore"})

    assert Contribution.objects.get().hidden_at is None


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger"])
def test_others_find_no_queue(who: str, community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.knowledge_manager)
    flags.flag(discussion=talk, by=people.sponsor, reason="wrong")
    browser, matter = sign_in(getattr(people, who)), Matter.objects.get()

    for path in (f"/communities/{community.slug}/matters/", matter.get_absolute_url()):
        assert browser.get(path).status_code == 403
    assert browser.post(matter.get_absolute_url(), {"step": "hide", "words": "x"}).status_code == 403
    assert "Sue Sponsor" not in browser.get(talk.get_absolute_url()).content.decode()


def test_a_matter_of_next_door_is_not_decided_here(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    talk = question(neighbour, people.stranger)
    matter = flags.flag(
        discussion=talk, by=neighbour.memberships.exclude(user=people.stranger).first().user, reason="wrong"
    ).matter

    for slug in (community.slug, neighbour.slug):
        path = f"/communities/{slug}/matters/{matter.pk}/"
        assert sign_in(people.facilitator).post(path, {"step": "dismiss"}).status_code in (403, 404)


def test_what_is_not_there_is_not_flagged(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    for number in ("7", "x", "99999999999"):
        assert (
            sign_in(people.member).get(f"{talk.get_absolute_url()}flag/?number={number}").status_code == 404
        )
    assert sign_in(people.expert).get(f"{talk.get_absolute_url()}flag/").status_code == 403
    assert not Flag.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(
    number: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    talk = question(community, people.expert)
    for count in range(number):
        flags.flag(
            discussion=talk,
            contribution=said(talk, people.member, f"{count}"),
            by=people.guest,
            reason="wrong",
        )
    browser = sign_in(people.facilitator)
    path = f"/communities/{community.slug}/matters/"
    browser.get(path)

    with django_assert_num_queries(5):
        assert browser.get(path).content.decode().count("Gil Guest") == number
