"""Indicators put to the members: asked once, agreed to in the words that stood there."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from communities.actions import agreements, goals, proposals
from communities.models import GoalIndicator, IndicatorAgreement, Proposal
from communities.queries.agreements import marked, to_put
from communities.tests.actions.test_proposals import over
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def named(community: Any, people: Any, **more: Any) -> GoalIndicator:
    fields = {
        "name": "Wells", "definition": "Wells that passed the test", "unit": "wells", "baseline": Decimal(4),
        "baseline_date": datetime.date(2026, 1, 2), "target": Decimal("20.50"),
    }  # fmt: skip
    return goals.name_indicator(community=community, by=people.coordinator, **{**fields, **more})


def put(community: Any, by: Any, *indicators: GoalIndicator, **more: Any) -> Proposal:
    fields = {"title": "Our indicators", "method": "consent", "days": 7}
    return agreements.put_to_members(community=community, by=by, indicators=indicators, **{**fields, **more})


def carried(proposal: Proposal, *people: Any, choice: str = "consent") -> Proposal:
    for who in people:
        proposals.cast(proposal=proposal, by=who, choice=choice, reason="Because")
    proposals.close(over(proposal).pk)
    proposal.refresh_from_db()
    return proposal


def mark(indicator: GoalIndicator) -> Any:
    return marked([GoalIndicator.objects.get(pk=indicator.pk)])[0]


def test_what_is_put_is_an_ordinary_proposal_that_states_them_and_all_members_are_told(
    community: Any, people: Any, dispatched: Any
) -> None:
    made = put(community, people.facilitator, named(community, people), text="Asked at the kickoff")
    dispatched()

    assert (made.about, made.method, made.state, made.by) == (
        "goals",
        "consent",
        "running",
        people.facilitator,
    )
    for words in (
        "Asked at the kickoff", "Wells (wells)", "Wells that passed the test", "4 (2 January 2026)", "Target: 20.5",
    ):  # fmt: skip
        assert words in made.text
    told = {notice.user for notice in Notice.objects.filter(kind="communities.proposal_opened")}
    assert people.member in told
    assert people.stranger not in told


def test_it_is_stated_in_the_language_of_the_community(community: Any, people: Any) -> None:
    community.language = "fr"
    community.save()

    made = put(community, people.facilitator, named(community, people))

    assert "2 janvier 2026" in made.text


def test_only_those_who_write_goals_put_them(community: Any, people: Any) -> None:
    indicator = named(community, people)

    for who in (people.member, people.expert, people.guest, people.stranger):
        with pytest.raises(Denied):
            put(community, who, indicator)

    assert not Proposal.objects.exists()
    assert not IndicatorAgreement.objects.exists()


def test_an_indicator_from_next_door_is_not_put_here(community: Any, neighbour: Any, people: Any) -> None:
    theirs = GoalIndicator.objects.create(community=neighbour, name="Doses", definition="x")

    for wanted in ([theirs], [named(community, people), theirs], []):
        with pytest.raises(ValidationError):
            put(community, people.coordinator, *wanted)

    assert not Proposal.objects.exists()


def test_it_is_before_the_members_once_at_a_time_and_one_form_sent_twice_is_one_proposal(
    community: Any, people: Any
) -> None:
    indicator = named(community, people)
    made = put(community, people.coordinator, indicator, key="k")

    assert put(community, people.coordinator, indicator, key="k") == made
    with pytest.raises(ValidationError):
        put(community, people.facilitator, indicator, key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorAgreement.objects.create(
            proposal=proposals.propose(
                community=community, by=people.member, title="x", text="x", about="other", method="vote", days=7
            ),
            indicator=indicator,
        )  # fmt: skip

    assert IndicatorAgreement.objects.get().proposal == made
    assert mark(indicator).asked.closes_at == made.closes_at


def test_a_form_sent_with_the_key_of_another_proposal_agrees_to_nothing(community: Any, people: Any) -> None:
    other = proposals.propose(
        community=community, by=people.coordinator, title="x", text="x", about="other", method="vote", days=7, key="k"
    )  # fmt: skip

    assert put(community, people.coordinator, named(community, people), key="k") == other
    assert not IndicatorAgreement.objects.exists()


def test_when_it_is_carried_the_indicator_is_agreed_on_that_day_and_only_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    indicator, other = named(community, people), named(community, people, name="Pumps")
    made = carried(put(community, people.coordinator, indicator), people.member)
    assert mark(indicator).agreed is None
    dispatched()

    found = mark(indicator)
    assert (found.agreed.agreed_at, found.agreed.proposal_id) == (made.closed_at, made.pk)
    assert (found.agreed.is_changed, found.asked) == (False, None)
    assert not agreements.settle(proposal_id=made.pk)
    assert mark(other).agreed is None
    assert [row.pk for row in to_put(community)] == [other.pk]
    with pytest.raises(ValidationError):
        put(community, people.coordinator, indicator)


@pytest.mark.parametrize("ending", ["objection", "withdrawn"])
def test_what_is_not_carried_is_not_agreed_and_may_be_put_again(
    ending: str, community: Any, people: Any, dispatched: Any
) -> None:
    indicator = named(community, people)
    made = put(community, people.coordinator, indicator)
    if ending == "withdrawn":
        proposals.withdraw(proposal=made, by=people.coordinator)
    else:
        carried(made, people.member, choice=ending)
    dispatched()

    assert (mark(indicator).agreed, mark(indicator).asked) == (None, None)
    assert put(community, people.coordinator, indicator).pk != made.pk


@pytest.mark.parametrize(
    "change",
    [
        {"definition": "Wells that somebody looked at"},
        {"baseline": Decimal(5)},
        {"target": Decimal(10)},
        {"target_date": datetime.date(2030, 1, 1)},
    ],
)
def test_what_is_changed_afterwards_says_so_until_members_agree_anew(
    change: dict[str, Any], community: Any, people: Any, dispatched: Any
) -> None:
    indicator = named(community, people)
    first = carried(put(community, people.coordinator, indicator), people.member)
    dispatched()

    goals.change_indicator(indicator=indicator, by=people.facilitator, **change)

    assert (mark(indicator).agreed.proposal_id, mark(indicator).agreed.is_changed) == (first.pk, True)
    again = put(community, people.coordinator, indicator)
    assert mark(indicator).agreed.proposal_id == first.pk
    carried(again, people.member)
    dispatched()
    assert (mark(indicator).agreed.proposal_id, mark(indicator).agreed.is_changed) == (again.pk, False)


def test_what_was_changed_while_members_decided_is_not_what_they_agreed_to(
    community: Any, people: Any, dispatched: Any
) -> None:
    indicator = named(community, people)
    made = put(community, people.coordinator, indicator)
    goals.change_indicator(indicator=indicator, by=people.coordinator, target=Decimal(1))
    carried(made, people.member)
    dispatched()

    assert mark(indicator).agreed.is_changed


def test_a_reading_or_another_goal_changes_no_agreement(community: Any, people: Any, dispatched: Any) -> None:
    indicator = named(community, people)
    carried(put(community, people.coordinator, indicator), people.member)
    dispatched()

    goals.take_reading(
        indicator=indicator, by=people.coordinator, day=datetime.date(2026, 6, 1), value=Decimal(9), source="Visit"
    )  # fmt: skip
    goal = goals.set_goal(community=community, by=people.coordinator, title="Clean wells")
    goals.change_indicator(indicator=indicator, by=people.coordinator, goal=goal, target=Decimal("20.5"))

    assert not mark(indicator).agreed.is_changed


def test_indicators_of_a_goal_that_was_given_up_are_not_put(community: Any, people: Any) -> None:
    goal = goals.set_goal(community=community, by=people.coordinator, title="Clean wells")
    indicator = named(community, people, goal=goal)
    assert [row.pk for row in to_put(community)] == [indicator.pk]

    goals.change_goal(goal=goal, by=people.coordinator, state="dropped")

    assert to_put(community) == []
