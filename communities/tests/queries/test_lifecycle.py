"""Checklists of stages, and what the portal finds by itself."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import charters, memberships
from communities.actions import lifecycle as actions
from communities.checklists import CHECKLISTS
from communities.enums import Stage
from communities.evidence import find_evidence
from communities.queries import lifecycle

pytestmark = pytest.mark.django_db


def test_every_stage_asks_for_something_once() -> None:
    for stage in Stage:
        keys = [item.key for item in CHECKLISTS[stage]]
        assert keys
        assert len(keys) == len(set(keys))


def test_filled_roles_are_found_and_vacant_ones_named(community: Any, people: Any) -> None:
    assert lifecycle.roles_filled(community).found
    memberships.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)

    seen = lifecycle.roles_filled(community)

    assert (seen.found, seen.words) == (False, "Vacant: Expert.")


def test_an_agreed_charter_is_counted_among_members(community: Any, people: Any) -> None:
    assert not lifecycle.charter_agreed(community).found
    charters.save_draft(community=community, by=people.facilitator, revision=1, mission="Why", rules="How")
    version = charters.publish(community=community, by=people.facilitator)
    community.refresh_from_db()
    for who in (people.member, people.expert, people.facilitator):
        charters.agree(version=version, by=who)

    assert lifecycle.charter_agreed(community).words == "Agreed by 3 of 6 members."
    assert lifecycle.charter_agreed(community).found


def test_what_the_portal_sees_needs_no_tick_and_what_it_does_not_see_may_be_ticked(
    community: Any, people: Any
) -> None:
    actions.tick(community=community, stage="planning", key="branding", by=people.coordinator, note="Ours")

    steps = {step.key: step for step in lifecycle.checklist(community).steps}

    assert steps["roles"].is_done
    assert steps["roles"].entry is None
    assert steps["branding"].is_done
    assert not steps["technical"].is_done


@pytest.mark.parametrize("count", [1, 3])
def test_a_checklist_costs_the_same_for_one_step_of_its_own_and_three(
    count: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        actions.add_step(community=community, stage="planning", by=people.coordinator, label=f"Step {number}")

    with django_assert_num_queries(7):
        lifecycle.checklist(community)


@pytest.mark.parametrize(
    "key",
    ["discussions_held", "synthesis_published", "rhythm_kept", "library_begun", "newsletter_sent", "own_roles_held",
     "members_came", "rhythm_set", "connectors_named", "purpose_written"],
)  # fmt: skip
def test_a_community_without_anything_has_nothing_of_it(key: str, neighbour: Any, people: Any) -> None:
    seen = find_evidence(key, neighbour)

    assert seen is not None
    assert not seen.found
    assert seen.words
