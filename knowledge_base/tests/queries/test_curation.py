"""What waits for those who look after a library."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from knowledge_base.actions import resources
from knowledge_base.models import ResourcePage
from knowledge_base.queries.curation import waiting_for_curator
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db


def test_what_was_handed_in_and_what_is_due_wait_and_what_is_done_does_not(
    community: Any, people: Any
) -> None:
    handed_in, _only_begun = draft(community, title="Handed in"), draft(community, title="Begun")
    resources.submit(resource=handed_in, by=people.member)
    due, _fresh = published(community, title="Old"), published(community, title="Fresh")
    ResourcePage.objects.filter(pk=due.pk).update(next_review_on=datetime.date(2024, 5, 1))

    waiting = waiting_for_curator(people.knowledge_manager)

    assert {item.title for item in waiting} == {"Handed in", "Old"}
    assert all(item.reason for item in waiting)
    since = {item.title: item.at for item in waiting}
    handed_in.refresh_from_db()
    assert since == {"Handed in": handed_in.latest_revision_created_at, "Old": None}


def test_nothing_waits_for_members_nor_for_the_knowledge_manager_next_door(
    community: Any, neighbour: Any, people: Any
) -> None:
    from communities.enums import Role
    from cop_portal.tests.factories import holder

    resources.submit(resource=draft(community), by=people.member)

    assert waiting_for_curator(people.member) == []
    assert waiting_for_curator(holder(neighbour, Role.KNOWLEDGE_MANAGER)) == []
