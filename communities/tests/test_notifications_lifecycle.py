"""What people are told about transformations and reviews."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import reviews, transformations
from communities.models import Transformation
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def told(kind: str) -> dict[Any, Notice]:
    return {notice.user: notice for notice in Notice.objects.filter(kind=f"communities.{kind}")}


def propose(community: Any, by: Any, kind: str = "close", **plan: Any) -> Transformation:
    return transformations.propose(
        community=community,
        kind=kind,
        by=by,
        reason="The wells are built",
        lessons="Listen",
        library_owner=by,
        on_date=timezone.localdate() + 14 * DAY,
        **plan,
    )


def test_members_hear_before_on_the_day_and_when_it_is_undone(
    community: Any, people: Any, dispatched: Any
) -> None:
    step = propose(community, people.coordinator)
    dispatched()
    before = told("transformation_announced")
    transformations.carry_out_due(step.on_date)
    dispatched()
    transformations.undo(step=step, by=people.coordinator, reason="The donors are back")
    dispatched()

    rest = {people.facilitator, people.expert, people.knowledge_manager, people.member, people.guest}
    assert set(before) == rest
    assert before[people.member].title.startswith("Water will close on ")
    assert before[people.member].detail == "The wells are built"
    assert set(told("transformation_done")) == rest
    assert set(told("transformation_undone")) == rest
    assert set(told("library_given")) == {people.coordinator}
    assert OutgoingMail.objects.filter(user=people.member).count() == 3
    assert not Notice.objects.filter(user=people.stranger).exists()


def test_a_merge_is_told_to_the_asked_first_and_to_members_after_the_yes(
    community: Any, people: Any, dispatched: Any
) -> None:
    other = factories.community_with_roles("Health")
    boss = factories.holder(other, "coordinator")
    step = propose(community, people.coordinator, "merge", into=other)
    dispatched()
    asked, early = told("transformation_asked"), told("transformation_announced")

    transformations.answer(step=step, by=boss, yes=True)
    dispatched()

    assert {user: notice.title for user, notice in asked.items()} == {boss: "Water asks to merge into Health"}
    assert early == {}
    assert people.member in told("transformation_announced")
    assert "Health" in told("transformation_announced")[people.member].title


def test_a_no_is_told_to_who_asked(community: Any, people: Any, dispatched: Any) -> None:
    other = factories.community_with_roles("Health")
    step = propose(community, people.coordinator, "merge", into=other)
    transformations.answer(step=step, by=factories.holder(other, "coordinator"), yes=False, reason="Not now")

    dispatched()

    assert {user: notice.detail for user, notice in told("transformation_declined").items()} == {
        people.coordinator: "Not now"
    }


def test_members_hear_of_a_withdrawal_only_if_they_heard_before(
    community: Any, people: Any, dispatched: Any
) -> None:
    other = factories.community_with_roles("Health")
    quiet = propose(community, people.coordinator, "merge", into=other)
    transformations.withdraw(step=quiet, by=people.coordinator, reason="No")
    dispatched()
    assert told("transformation_withdrawn") == {}
    loud = propose(community, people.coordinator)
    transformations.withdraw(step=loud, by=people.coordinator, reason="We go on")

    dispatched()

    assert told("transformation_withdrawn")[people.member].detail == "We go on"


def test_a_review_is_told_to_those_who_end_it_and_its_outcome_to_all(
    community: Any, people: Any, dispatched: Any
) -> None:
    review = reviews.move_day(community=community, due_on=timezone.localdate(), by=people.coordinator)
    dispatched()
    reviews.decide(review=review, outcome="adjust", reason="New needs", by=people.coordinator)

    dispatched()

    assert set(told("review_opened")) == {people.facilitator}
    assert told("review_decided")[people.member].title == "Water was reviewed: Adjust"
    assert people.stranger not in told("review_decided")
