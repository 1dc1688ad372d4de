"""What is due and late, on the desks of those who look after it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from discussions.models import Discussion
from discussions.queries import phases
from discussions.queries.discussions import desk_of
from discussions.tests.makers import facilitated

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def unsent(community: Any, people: Any, days: int) -> Discussion:
    """One whose synthesis is published, to be sent on in some days."""
    talk = facilitated(community, people.facilitator)
    Discussion.objects.filter(pk=talk.pk).update(
        phase="synthesis", closed_at=timezone.now(), synthesis_on=timezone.localdate() - DAY,
        share_on=timezone.localdate() + days * DAY,
    )  # fmt: skip
    talk.refresh_from_db()
    return talk


def unopened(community: Any, people: Any) -> Discussion:
    talk = facilitated(community, people.facilitator, opened=False)
    Discussion.objects.filter(pk=talk.pk).update(opens_on=timezone.localdate() - DAY)
    return talk


def test_late_and_nearly_due_stand_on_the_desks_of_those_who_convene(community: Any, people: Any) -> None:
    unopened(community, people)
    sent = unsent(community, people, 3)
    unsent(community, people, 30)

    for who in (people.facilitator, people.coordinator):
        found = phases.waiting_phases(who)
        assert len(found) == 2
        assert {row.due for row in found} == {timezone.localdate() - DAY, sent.share_on}
    for who in (people.member, people.expert, people.stranger):
        assert phases.waiting_phases(who) == []


def test_a_published_synthesis_is_not_due_any_more(community: Any, people: Any) -> None:
    unsent(community, people, 3)

    assert desk_of(people.facilitator).syntheses_due == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_costs_the_same_for_one_and_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        unopened(community, people)

    with django_assert_num_queries(1):
        assert len(phases.waiting_phases(people.facilitator)) == number


def test_late_is_what_the_row_says_itself(community: Any, people: Any) -> None:
    rows = [
        unopened(community, people),
        unsent(community, people, 3),
        facilitated(community, people.facilitator),
    ]
    for talk in rows:
        talk.refresh_from_db()
        for days in range(-2, 30):
            day = timezone.localdate() + days * DAY
            late = Discussion.objects.filter(phases.late_q(day), pk=talk.pk).exists()
            due = talk.due_on
            assert late == (due is not None and due < day and talk.phase != "contributions")
