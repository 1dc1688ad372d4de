"""Checklists of stages, and what the portal finds by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from communities.actions import (
    charters,
    communities,
    event_answers,
    links,
    memberships,
    pulses,
    recognition,
    reflections,
    reviews,
)
from communities.actions import lifecycle as actions
from communities.checklists import CHECKLISTS
from communities.enums import Stage
from communities.evidence import find_evidence
from communities.queries import lifecycle
from communities.tests.actions.test_transformations import on_its_day, propose
from communities.tests.makers import announced, is_over

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


def test_an_event_that_somebody_came_to_was_the_kickoff_and_one_that_is_led_a_workshop(
    community: Any, people: Any
) -> None:
    first = announced(community, people.facilitator, title="Kickoff at the well")
    empty = announced(community, people.facilitator, title="Nobody came")
    event_answers.answer(event=first, by=people.member, answer="yes")
    is_over(empty)
    assert not lifecycle.kickoff_held(community).found  # it is still to come

    is_over(first)

    assert lifecycle.kickoff_held(community).words.startswith("Kickoff at the well, ")
    assert not lifecycle.workshops_held(community).found
    community.events.filter(pk=first.pk).update(leader=people.expert)
    assert lifecycle.workshops_held(community).words.startswith("Kickoff at the well, ")
    communities.switch_modules(community=community, by=people.coordinator, off=["events"])
    assert not lifecycle.kickoff_held(community).found


def test_thanks_a_round_and_a_review_are_found(community: Any, people: Any) -> None:
    given = recognition.award(
        community=community, holder=people.member, by=people.facilitator, kind="thanks", what_for="Patience"
    )
    assert not lifecycle.members_recognised(community).found  # it waits for its holder's yes
    recognition.accept(award=given, by=people.member)
    assert lifecycle.members_recognised(community).words == "Thanks and badges: 1"

    made = reflections.open_round(community=community, by=people.facilitator)
    assert not lifecycle.looked_at_itself(community).found
    reflections.note(reflection=made, by=people.member, heading="culture", text="We listen.")
    assert lifecycle.looked_at_itself(community).found
    for who in (people.member, people.expert, people.facilitator, people.coordinator):
        pulses.answer(reflection=made, by=who, perception=4, expectation=4, need=4)
    reflections.close_round(reflection=made, by=people.facilitator)
    assert not lifecycle.members_asked(community).found  # too few for no name to show
    community.reflections.update(pulse={"need": 4.0})
    assert lifecycle.members_asked(community).words.startswith("How are we doing?, ")

    review = reviews.move_day(community=community, due_on=timezone.localdate(), by=people.coordinator)
    assert not lifecycle.reviewed(community).found
    reviews.decide(review=review, outcome="keep", reason="It serves us.", by=people.coordinator)
    assert lifecycle.reviewed(community).words.startswith("Keep as it is")


def test_who_came_by_a_members_link_is_found_as_long_as_they_stay(
    community: Any, people: Any, make_person: Any
) -> None:
    link, friend = links.personal_link(community=community, by=people.member), make_person("Friend")
    links.come_through(link=link, by=friend)

    assert lifecycle.members_brought(community).words == "1 by a link"
    memberships.leave(community=community, by=friend)
    assert not lifecycle.members_brought(community).found


def test_an_end_that_members_know_of_and_what_was_learned_are_found(community: Any, people: Any) -> None:
    step = propose(community, people.coordinator)
    community.refresh_from_db()
    assert lifecycle.end_announced(community).found
    assert not lifecycle.lessons_written(community).found

    on_its_day(step)

    assert lifecycle.lessons_written(community).words.startswith("What we learned, ")


@pytest.mark.parametrize(
    "key",
    ["discussions_held", "synthesis_published", "rhythm_kept", "library_begun", "newsletter_sent", "own_roles_held",
     "members_came", "rhythm_set", "connectors_named", "purpose_written", "kickoff_held", "workshops_held",
     "members_recognised", "members_asked", "looked_at_itself", "reviewed", "members_brought", "end_announced",
     "lessons_written"],
)  # fmt: skip
def test_a_community_without_anything_has_nothing_of_it(key: str, neighbour: Any, people: Any) -> None:
    seen = find_evidence(key, neighbour)

    assert seen is not None
    assert not seen.found
    assert seen.words
