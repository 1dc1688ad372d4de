"""Reading goals, steps and indicators."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import agreements
from communities.actions import goals as actions
from communities.models import Proposal
from communities.queries import goals

pytestmark = pytest.mark.django_db


def test_a_goal_counts_its_steps_and_an_indicator_knows_its_last_reading(community: Any, people: Any) -> None:
    goal = actions.set_goal(community=community, by=people.coordinator, title="Clean wells")
    step = actions.add_step(goal=goal, by=people.coordinator, what="Ask", owner=people.member)
    actions.add_step(goal=goal, by=people.coordinator, what="Dig")
    actions.change_step(step=step, by=people.member, state="done")
    made = actions.name_indicator(
        community=community, by=people.coordinator, name="Wells", definition="x", baseline=Decimal(0),
        baseline_date=datetime.date(2026, 1, 1), target=Decimal(10),
    )  # fmt: skip
    actions.take_reading(
        indicator=made, by=people.coordinator, day=datetime.date(2026, 6, 1), value=Decimal(4), source="Visit"
    )

    found = goals.goals_of(people.member, community)[0]
    indicator = goals.indicators_of(community)[0]

    assert (found.done_count, found.step_count) == (1, 2)
    assert (indicator.last.value, indicator.percent) == (Decimal(4), 40)


def test_the_checklist_counts_the_indicators_that_members_agreed_to_as_they_stand(
    community: Any, people: Any
) -> None:
    def found() -> tuple[bool, str]:
        seen = goals.goals_named(community)
        return seen.found, seen.words

    def named(name: str) -> Any:
        return actions.name_indicator(community=community, by=people.coordinator, name=name, definition="x")

    actions.set_goal(community=community, by=people.coordinator, title="Clean wells")
    rows = [named("Wells")]
    assert found() == (False, "1 goal. Members agreed to 0 of 1 indicator.")
    rows.append(named("Pumps"))
    assert found() == (False, "1 goal. Members agreed to 0 of 2 indicators.")

    asked = agreements.put_to_members(
        community=community, by=people.coordinator, indicators=rows[:1], title="Wells", method="vote", days=7
    )
    assert not found()[0]  # asked is not agreed
    Proposal.objects.filter(pk=asked.pk).update(state="adopted", closed_at=timezone.now())
    agreements.settle(proposal_id=asked.pk)
    assert found() == (True, "1 goal. Members agreed to 1 of 2 indicators.")

    actions.change_indicator(indicator=rows[0], by=people.coordinator, definition="Counted in May")
    assert not found()[0]  # they agreed to something else


def test_ones_steps_wait_on_ones_desk_near_their_day(community: Any, people: Any) -> None:
    goal = actions.set_goal(community=community, by=people.coordinator, title="Clean wells")
    today = timezone.localdate()
    for what, days in (("Soon", 5), ("Far", 90)):
        actions.add_step(
            goal=goal, by=people.coordinator, what=what, owner=people.member,
            due_date=today + datetime.timedelta(days=days),
        )  # fmt: skip

    assert [row.sentence for row in goals.waiting_steps(people.member)] == ["Your step: Soon."]
    assert goals.waiting_steps(people.stranger) == []


def test_a_stranger_reads_no_goals_of_a_closed_community(community: Any, people: Any) -> None:
    actions.set_goal(community=community, by=people.coordinator, title="Clean wells")
    community.visibility = "closed"
    community.save()

    assert list(goals.goals_of(people.stranger, community)) == []
