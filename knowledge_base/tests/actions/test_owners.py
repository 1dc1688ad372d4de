"""Resources change hands with a community, and come back when that is undone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import transformations
from communities.models import Transformation
from cop_portal.foundation.activity.models import ActivityEntry
from knowledge_base.actions import owners
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db


def closed(community: Any, people: Any) -> Transformation:
    step = transformations.propose(
        community=community,
        kind="close",
        by=people.coordinator,
        reason="Over",
        lessons="Listen",
        library_owner=people.expert,
        on_date=timezone.localdate() + datetime.timedelta(days=14),
    )
    transformations.carry_out_due(step.on_date)
    step.refresh_from_db()
    return step


def owner_of(page: Any) -> Any:
    return ResourcePage.objects.get(pk=page.pk).owner


def test_all_resources_of_a_closed_community_have_the_named_owner(
    neighbour: Any, community: Any, people: Any, dispatched: Any
) -> None:
    live, hidden = published(community, by=people.member), draft(community, by=people.facilitator)
    theirs = published(neighbour)
    before = owner_of(theirs)

    closed(community, people)
    dispatched()

    assert [owner_of(page) for page in (live, hidden)] == [people.expert, people.expert]
    assert owner_of(theirs) == before


def test_undoing_gives_each_back_to_its_owner(community: Any, people: Any, dispatched: Any) -> None:
    first, second = published(community, by=people.member), draft(community, by=people.expert)
    step = closed(community, people)
    dispatched()

    transformations.undo(step=step, by=people.coordinator, reason="We go on")
    dispatched()

    assert (owner_of(first), owner_of(second)) == (people.member, people.expert)


def test_what_somebody_took_over_since_stays_theirs(community: Any, people: Any, dispatched: Any) -> None:
    page = published(community, by=people.member)
    step = closed(community, people)
    dispatched()
    ResourcePage.objects.filter(pk=page.pk).update(owner=people.knowledge_manager)

    transformations.undo(step=step, by=people.coordinator, reason="We go on")
    dispatched()

    assert owner_of(page) == people.knowledge_manager


def test_told_late_or_twice_it_changes_nothing_more(community: Any, people: Any) -> None:
    page = published(community, by=people.member)
    step = closed(community, people)

    counts = [owners.give_to_successor(step), owners.give_to_successor(step)]
    transformations.undo(step=step, by=people.coordinator, reason="We go on")
    counts += [owners.give_back(step), owners.give_back(step), owners.give_to_successor(step)]

    assert counts == [1, 0, 1, 0, 0]
    assert owner_of(page) == people.member
    assert ActivityEntry.objects.filter(verb="knowledge_base.resource_given").count() == 2


def test_a_hand_over_gives_only_what_the_outgoing_coordinator_owned(
    community: Any, people: Any, dispatched: Any
) -> None:
    mine, other = published(community, by=people.coordinator), published(community, by=people.facilitator)
    step = transformations.propose(
        community=community,
        kind="hand_over",
        by=people.coordinator,
        reason="I move",
        outgoing=people.coordinator,
        successor=people.member,
        on_date=timezone.localdate(),
    )

    transformations.answer(step=step, by=people.member, yes=True)
    dispatched()

    assert (owner_of(mine), owner_of(other)) == (people.member, people.facilitator)
