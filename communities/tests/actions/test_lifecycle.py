"""Moving from stage to stage."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import lifecycle
from communities.enums import Role
from communities.models import StageChange
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
