"""Pages of proposals."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import proposals
from communities.models import Ballot, Proposal
from communities.tests.actions.test_proposals import over, proposed

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/proposals/"


def test_a_proposal_runs_is_answered_closes_and_its_result_stands(
    community: Any, people: Any, sign_in: Any
) -> None:
    answer = sign_in(people.member).post(
        PAGE + "new/",
        {"title": "Meet monthly", "text": "Weekly is too much", "about": "activity", "method": "consent",
         "days": "7", "quorum": "1", "key": "a"},
    )  # fmt: skip
    made = Proposal.objects.get()
    assert answer.url == f"{PAGE}{made.pk}/"

    expert = sign_in(people.expert)
    refused = expert.post(answer.url, {"choice": "objection", "reason": ""}).content.decode()
    assert "Say why you object" in refused
    expert.post(answer.url, {"choice": "objection", "reason": "Too rare for newcomers"})
    assert "Too rare for newcomers" in sign_in(people.member).get(answer.url).content.decode()

    over(made)
    proposals.close(made.pk)
    boss = sign_in(people.facilitator)
    day = timezone.localdate() + datetime.timedelta(days=90)
    boss.post(answer.url, {"result": "We stay weekly", "review_on": day})

    page = sign_in(people.member).get(PAGE).content.decode()
    assert "not adopted" in page
    assert "We stay weekly" in page


def test_a_stranger_reads_and_takes_no_part_and_sees_no_secret_one(
    community: Any, people: Any, sign_in: Any, client: Any
) -> None:
    made = proposed(community, people.member)
    browser = sign_in(people.stranger)
    assert browser.get(f"{PAGE}{made.pk}/").status_code == 200
    assert browser.post(f"{PAGE}{made.pk}/", {"choice": "consent"}).status_code == 403
    assert browser.get(PAGE + "new/").status_code == 403

    community.visibility = "secret"
    community.save()
    for address in ("", f"{made.pk}/"):
        assert browser.get(PAGE + address).status_code == 404
    assert not Ballot.objects.exists()


def test_its_author_takes_it_back_by_a_button(community: Any, people: Any, sign_in: Any) -> None:
    made = proposed(community, people.member)

    assert "Take the proposal back" not in sign_in(people.expert).get(f"{PAGE}{made.pk}/").content.decode()
    sign_in(people.member).post(f"{PAGE}{made.pk}/", {"withdraw": "1"})

    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_on_its_day_the_form_asks_for_a_new_one_and_the_desk_is_free_once_it_is_saved(
    community: Any, people: Any, sign_in: Any
) -> None:
    made = over(proposed(community, people.member))
    proposals.close(made.pk)
    day = community.today
    page, browser = f"{PAGE}{made.pk}/", sign_in(people.facilitator)
    browser.post(page, {"result": "We stay weekly", "review_on": day + datetime.timedelta(days=1)})
    again = f"“{made.title}” is to be looked at again."
    assert f'value="{day + datetime.timedelta(days=1)}"' in browser.get(page).content.decode()
    assert again not in browser.get("/my/desk/").content.decode()

    Proposal.objects.filter(pk=made.pk).update(review_on=day)
    assert again in browser.get("/my/desk/").content.decode()
    assert "We stay weekly</textarea>" in browser.get(page).content.decode()
    assert f'value="{day}"' not in browser.get(page).content.decode()
    past = {"result": "It holds", "review_on": day - datetime.timedelta(days=1)}
    said = browser.post(page, past).content.decode()
    assert "This day has passed. Choose a day to come." in said
    assert "It holds</textarea>" in said
    browser.post(page, {"result": "It holds", "review_on": ""})

    assert again not in browser.get("/my/desk/").content.decode()
    assert "It holds" in browser.get(page).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    count: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        proposed(community, people.member, title=f"Change {number}")
        closed = over(proposed(community, people.member, title=f"Old {number}"))
        proposals.close(closed.pk)
    browser = sign_in(people.member)
    browser.get(PAGE)

    with django_assert_num_queries(5):
        browser.get(PAGE)
