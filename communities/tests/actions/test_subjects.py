"""Naming what an expert is asked about."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import subjects
from communities.models import Membership
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(community: Any, people: Any) -> Membership:
    return Membership.objects.get(community=community, user=people.expert)


def test_who_gives_the_role_and_the_expert_name_them_once(expert: Membership, people: Any) -> None:
    for by in (people.coordinator, people.facilitator, people.expert, people.expert):
        subjects.set_subjects(membership=expert, by=by, subjects=["Pumps", "pumps", "Salt"])

    expert.refresh_from_db()
    assert expert.subjects == ["Pumps", "Salt"]
    assert ActivityEntry.objects.filter(verb="communities.subjects_named").count() == 1


@pytest.mark.parametrize("who", ["member", "knowledge_manager", "stranger", "guest"])
def test_nobody_else_names_them(who: str, expert: Membership, people: Any) -> None:
    with pytest.raises(Denied):
        subjects.set_subjects(membership=expert, by=getattr(people, who), subjects=["Mine"])

    expert.refresh_from_db()
    assert expert.subjects == []


def test_only_experts_have_subjects(community: Any, people: Any) -> None:
    member = Membership.objects.get(community=community, user=people.member)

    with pytest.raises(Denied, match="Give the role first"):
        subjects.set_subjects(membership=member, by=people.coordinator, subjects=["Mine"])


def test_thirteen_are_too_many_and_change_nothing(expert: Membership, people: Any) -> None:
    with pytest.raises(ValidationError):
        subjects.set_subjects(membership=expert, by=people.expert, subjects=[f"s{n}" for n in range(13)])

    expert.refresh_from_db()
    assert expert.subjects == []
