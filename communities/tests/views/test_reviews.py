"""The page of the periodic review."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import reviews
from communities.models import CommunityReview

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/review/"


@pytest.fixture
def review(community: Any, people: Any) -> CommunityReview:
    return reviews.move_day(community=community, due_on=timezone.localdate(), by=people.coordinator)


def decision(review: Any, outcome: str, reason: str = "It serves") -> dict[str, Any]:
    day = timezone.localdate() + datetime.timedelta(days=300)
    return {"review": review.pk, "outcome": outcome, "reason": reason, "next_due": day.isoformat()}


def test_members_read_the_evidence_and_decide_nothing(review: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)

    page = client.get(PAGE)

    assert b"6 joined, 0 left; 6 members" in page.content
    assert b'name="outcome"' not in page.content
    assert client.post(PAGE, decision(review, "keep")).status_code == 403


@pytest.mark.parametrize(
    ("outcome", "where"),
    [
        ("keep", PAGE),
        ("adjust", "/communities/water/charter/draft/"),
        ("transform", "/communities/water/transform/"),
    ],
)
def test_the_outcome_leads_on(outcome: str, where: str, review: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.coordinator)

    answer = client.post(PAGE, decision(review, outcome))

    assert answer.headers["Location"].replace("/terms/draft/", "/charter/draft/") == where
    assert b"It serves" in client.get(PAGE).content


def test_a_facilitator_who_may_not_transform_stays_on_the_page(
    review: Any, people: Any, sign_in: Any
) -> None:
    answer = sign_in(people.facilitator).post(PAGE, decision(review, "transform"))

    assert answer.headers["Location"] == PAGE


def test_a_decision_without_a_reason_keeps_the_rest(review: Any, people: Any, sign_in: Any) -> None:
    page = sign_in(people.coordinator).post(PAGE, decision(review, "adjust", reason=""))

    assert page.status_code == 200
    assert b"Say why; members read it." in page.content
    assert CommunityReview.objects.get().decided_at is None


def test_a_second_click_decides_nothing_more(review: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.coordinator)
    client.post(PAGE, decision(review, "keep"))

    answer = client.post(PAGE, decision(review, "transform"), follow=True)

    assert b"ended in the meantime" in answer.content
    assert CommunityReview.objects.exclude(decided_at=None).count() == 1


def test_the_coordinator_chooses_the_day(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.coordinator)
    day = timezone.localdate() + datetime.timedelta(days=40)

    client.post(f"{PAGE}day/", {"due_on": day.isoformat()})
    late = client.post(f"{PAGE}day/", {"due_on": "2001-01-01"})

    assert CommunityReview.objects.get().due_on == day
    assert b"Choose a day that is not over." in late.content


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_others_choose_no_day(who: str, community: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(getattr(people, who)).post(f"{PAGE}day/", {"due_on": "2030-01-01"})

    assert answer.status_code == 403
    assert not CommunityReview.objects.exists()


def test_the_stranger_reads_no_review_of_a_closed_community(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    assert sign_in(people.member).get("/communities/vaccines/review/").status_code == 403
