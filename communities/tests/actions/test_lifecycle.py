"""Moving from stage to stage."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import lifecycle, memberships
from communities.enums import Role
from communities.models import ChecklistEntry, StageChange
from communities.queries.lifecycle import checklist
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_a_move_keeps_its_reason_and_its_day(community: Any, people: Any) -> None:
    change = lifecycle.move_stage(
        community=community, to_stage="launching", reason="All roles are held", by=people.coordinator
    )

    community.refresh_from_db()
    assert (community.stage, community.stage_since) == ("launching", change.at.date())
    assert (change.from_stage, change.to_stage, change.by) == ("planning", "launching", people.coordinator)
    assert ActivityEntry.objects.get(verb="communities.stage_moved").facts == {
        "from_stage": "planning",
        "to_stage": "launching",
    }


@pytest.mark.parametrize(("to_stage", "reason"), [("launching", "  "), ("planning", "Why not")])
def test_a_move_needs_a_reason_and_another_stage(
    to_stage: str, reason: str, community: Any, people: Any
) -> None:
    with pytest.raises(ValidationError):
        lifecycle.move_stage(community=community, to_stage=to_stage, reason=reason, by=people.coordinator)

    community.refresh_from_db()
    assert community.stage == "planning"


def test_planning_does_not_end_with_a_vacant_role() -> None:
    where = factories.community("Health")
    boss = factories.joined(where, factories.person(), Role.COORDINATOR)

    with pytest.raises(ValidationError) as refusal:
        lifecycle.move_stage(community=where, to_stage="launching", reason="Ready", by=boss)

    assert "Facilitator, Expert and Knowledge manager" in refusal.value.messages[0]
    assert StageChange.objects.filter(community=where).count() == 1


def test_an_administrator_moves_on_with_a_vacancy(people: Any) -> None:
    where = factories.community("Health")

    lifecycle.move_stage(
        community=where, to_stage="launching", reason="Vacant for now", by=people.administrator
    )

    where.refresh_from_db()
    assert where.stage == "launching"


@pytest.mark.parametrize("who", ["facilitator", "member", "guest", "stranger", "sponsor"])
def test_only_coordinators_move_a_community(who: str, community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        lifecycle.move_stage(
            community=community, to_stage="launching", reason="I say", by=getattr(people, who)
        )

    community.refresh_from_db()
    assert community.stage == "planning"


def test_every_move_on_needs_the_four_roles_and_going_back_needs_none(community: Any, people: Any) -> None:
    lifecycle.move_stage(community=community, to_stage="launching", reason="Ready", by=people.coordinator)
    memberships.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)

    with pytest.raises(ValidationError) as refusal:
        lifecycle.move_stage(community=community, to_stage="activating", reason="On", by=people.coordinator)
    assert "Expert" in refusal.value.messages[0]

    lifecycle.move_stage(community=community, to_stage="planning", reason="Too early", by=people.coordinator)
    community.refresh_from_db()
    assert community.stage == "planning"


def test_a_step_is_ticked_with_a_note_that_stays(community: Any, people: Any) -> None:
    with pytest.raises(ValidationError):
        lifecycle.tick(
            community=community, stage="planning", key="technical", by=people.coordinator, note=" "
        )

    for note in ("Asked twelve members", "Asked twenty members"):
        lifecycle.tick(
            community=community, stage="planning", key="technical", by=people.coordinator, note=note
        )

    entry = ChecklistEntry.objects.get()
    assert (entry.note, entry.by) == ("Asked twenty members", people.coordinator)
    assert ActivityEntry.objects.filter(verb="communities.checklist_ticked").count() == 1
    lifecycle.untick(community=community, stage="planning", key="technical", by=people.coordinator)
    entry.refresh_from_db()
    assert entry.done_at is None


def test_a_list_is_adapted_and_a_step_nobody_knows_is_refused(community: Any, people: Any) -> None:
    place = {"community": community, "stage": "planning", "by": people.coordinator}

    own = lifecycle.add_step(**place, label="Ask the ministry")
    assert lifecycle.add_step(**place, label=" Ask the ministry ").pk == own.pk
    lifecycle.leave_out(**place, key="branding")
    lifecycle.leave_out(**place, key="branding")
    with pytest.raises(ValidationError):
        lifecycle.tick(**place, key="nonsense", note="x")

    assert ActivityEntry.objects.filter(verb="communities.checklist_adapted").count() == 2
    found = checklist(community)
    assert [step.key for step in found.left_out] == ["branding"]
    assert "Ask the ministry" in [step.label for step in found.steps]
    lifecycle.leave_out(**place, key="branding", back=True)
    assert checklist(community).left_out == []


@pytest.mark.parametrize("who", ["facilitator", "member", "stranger"])
def test_others_do_not_touch_the_list(who: str, community: Any, people: Any) -> None:
    place = {"community": community, "stage": "planning", "by": getattr(people, who)}

    for verb, more in (
        (lifecycle.tick, {"key": "technical", "note": "x"}),
        (lifecycle.untick, {"key": "technical"}),
        (lifecycle.leave_out, {"key": "technical"}),
        (lifecycle.add_step, {"label": "Mine"}),
    ):
        with pytest.raises(Denied):
            verb(**place, **more)

    assert not ChecklistEntry.objects.exists()


def test_the_same_move_twice_is_once_and_with_other_words_or_by_another_it_is_refused(
    community: Any, people: Any
) -> None:
    moves: Any = {"community": community, "to_stage": "launching", "reason": "All is ready"}
    first = lifecycle.move_stage(**moves, by=people.coordinator)

    assert lifecycle.move_stage(**moves, by=people.coordinator) == first
    for other in ({"by": people.administrator}, {"by": people.coordinator, "reason": "Once more"}):
        with pytest.raises(ValidationError):
            lifecycle.move_stage(**{**moves, **other})
    assert community.stage_changes.filter(to_stage="launching").count() == 1
    assert ActivityEntry.objects.filter(verb="communities.stage_moved").count() == 1
