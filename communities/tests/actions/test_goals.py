"""Goals, steps, indicators and readings."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import goals, memberships
from communities.models import Goal, GoalIndicator, GoalStep, Reading
from communities.queries.goals import due_steps, progress
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def goal(community: Any, people: Any) -> Goal:
    return goals.set_goal(community=community, by=people.coordinator, title="Clean wells")


def test_a_goal_is_set_once_and_only_by_those_who_may(community: Any, people: Any, goal: Goal) -> None:
    assert goals.set_goal(community=community, by=people.facilitator, title="Clean wells ").pk == goal.pk

    for who in (people.member, people.stranger, people.guest):
        with pytest.raises(Denied):
            goals.set_goal(community=community, by=who, title="Mine")
        with pytest.raises(Denied):
            goals.change_goal(goal=goal, by=who, state="reached")

    goal.refresh_from_db()
    assert (Goal.objects.count(), goal.state) == (1, "open")


def test_a_step_is_taken_by_a_member_who_says_how_it_stands(goal: Goal, people: Any) -> None:
    with pytest.raises(ValidationError):
        goals.add_step(goal=goal, by=people.coordinator, what="Ask", owner=people.stranger)
    step = goals.add_step(goal=goal, by=people.coordinator, what="Ask", owner=people.member)

    for who in (people.expert, people.stranger):
        with pytest.raises(Denied):
            goals.change_step(step=step, by=who, state="done")
    goals.change_step(step=step, by=people.member, state="done")

    step.refresh_from_db()
    assert (step.state, step.done_at is not None) == ("done", True)
    goals.change_step(step=step, by=people.coordinator, state="doing")
    step.refresh_from_db()
    assert step.done_at is None


def test_who_left_no_longer_changes_their_step(goal: Goal, people: Any) -> None:
    step = goals.add_step(goal=goal, by=people.coordinator, what="Ask", owner=people.member)
    memberships.leave(community=goal.community, by=people.member)

    with pytest.raises(Denied):
        goals.change_step(step=step, by=people.member, state="done")


def test_a_steps_owner_is_told_a_week_before_and_once_when_late(
    goal: Goal, people: Any, dispatched: Any
) -> None:
    today = timezone.localdate()
    step = goals.add_step(
        goal=goal, by=people.coordinator, what="Ask", owner=people.member, due_date=today + WEEK
    )
    assert list(due_steps(today, late=False, days=7)) == [step]
    assert [goals.tell_due(step.pk, late=False) for _round in range(2)] == [True, False]
    assert list(due_steps(today, late=False, days=7)) == []

    GoalStep.objects.filter(pk=step.pk).update(due_date=today - WEEK)
    assert list(due_steps(today, late=True, days=7)) == [step]
    assert [goals.tell_due(step.pk, late=True) for _round in range(2)] == [True, False]
    dispatched()

    told = Notice.objects.filter(kind="communities.step_due")
    assert [notice.user for notice in told] == [people.member, people.member]


def named(community: Any, people: Any, **more: Any) -> GoalIndicator:
    fields = {"name": "Wells", "definition": "Wells that passed the test", **more}
    return goals.name_indicator(community=community, by=people.coordinator, **fields)


def test_an_indicator_keeps_its_baseline_as_its_first_reading(community: Any, people: Any) -> None:
    indicator = named(community, people, baseline=Decimal(4), target=Decimal(20))

    assert indicator.baseline_date == timezone.localdate()
    assert [(row.value, row.source) for row in indicator.readings.all()] == [(Decimal(4), "Baseline")]
    with pytest.raises(ValidationError):
        named(community, people, name="wells")


def test_an_indicator_is_corrected_in_place_and_its_baseline_takes_its_reading_along(
    community: Any, people: Any
) -> None:
    indicator, day = named(community, people, baseline=Decimal(4)), datetime.date(2026, 6, 1)
    goals.take_reading(indicator=indicator, by=people.coordinator, day=day, value=Decimal(9), source="Visit")

    goals.change_indicator(
        indicator=indicator, by=people.facilitator, baseline=Decimal(5), target=Decimal(20)
    )

    indicator.refresh_from_db()
    assert (indicator.baseline, indicator.target, indicator.definition) == (
        Decimal(5), Decimal(20), "Wells that passed the test",
    )  # fmt: skip
    assert [row.value for row in indicator.readings.all()] == [Decimal(9), Decimal(5)]
    goals.change_indicator(indicator=indicator, by=people.facilitator, target=Decimal("20.00"))
    assert ActivityEntry.objects.filter(verb="communities.indicator_changed").count() == 1


def test_an_indicator_keeps_a_name_of_its_own_and_others_change_nothing(community: Any, people: Any) -> None:
    indicator = named(community, people)
    named(community, people, name="Pumps")
    goals.change_indicator(indicator=indicator, by=people.coordinator, name="WELLS")

    with pytest.raises(ValidationError):
        goals.change_indicator(indicator=indicator, by=people.coordinator, name="pumps")
    for who in (people.member, people.stranger):
        with pytest.raises(Denied):
            goals.change_indicator(indicator=indicator, by=who, name="Mine")

    indicator.refresh_from_db()
    assert indicator.name == "WELLS"


def test_a_reading_has_a_source_a_past_day_and_is_corrected_on_the_same_day(
    community: Any, people: Any
) -> None:
    indicator, today = named(community, people), timezone.localdate()
    wrong: list[dict[str, Any]] = [{"source": " ", "day": today}, {"source": "Survey", "day": today + WEEK}]
    for case in wrong:
        with pytest.raises(ValidationError):
            goals.take_reading(indicator=indicator, by=people.coordinator, value=Decimal(1), **case)
    with pytest.raises(Denied):
        goals.take_reading(indicator=indicator, by=people.member, value=Decimal(1), source="Me", day=today)

    for value in (1, 2):
        goals.take_reading(
            indicator=indicator, by=people.facilitator, value=Decimal(value), source="Survey", day=today
        )

    assert [row.value for row in Reading.objects.all()] == [Decimal(2)]


def test_an_indicator_without_a_figure_is_not_measured_by_the_portal(community: Any, people: Any) -> None:
    assert goals.measure(indicator=named(community, people), day=timezone.localdate()) is None
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("baseline", "present", "target", "expected"),
    [
        (0, 5, 10, 50), (10, 5, 0, 50), (0, 12, 10, 100), (0, -3, 10, 0), (None, 5, 10, None), (4, 4, 4, None),
        (0, None, 10, None),
    ],
)  # fmt: skip
def test_how_far_on_the_way(baseline: Any, present: Any, target: Any, expected: int | None) -> None:
    assert progress(baseline, present, target) == expected
