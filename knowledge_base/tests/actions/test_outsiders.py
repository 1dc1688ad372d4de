"""Who may not read a resource any more finds no notice of it; who still may, does."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships, roles
from communities.models import Membership
from cop_portal.foundation.notifications.models import Notice
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def told(user: Any, page: Any) -> bool:
    return Notice.objects.filter(
        user=user, entry__target_id=page.pk, kind="knowledge_base.published"
    ).exists()


def test_who_leaves_the_core_group_loses_its_notices_and_no_others(
    community: Any, people: Any, dispatched: Any
) -> None:
    row = Membership.objects.get(community=community, user=people.member)
    for member in (row, Membership.objects.get(community=community, user=people.expert)):
        roles.set_core(membership=member, by=people.coordinator, core=True, connector=False)
    core, open_ = published(community, title="Inner", sharing="core"), published(community, title="Outer")
    dispatched()
    assert told(people.member, core)

    row.refresh_from_db()
    roles.set_core(membership=row, by=people.coordinator, core=False, connector=False)
    dispatched()

    assert (told(people.member, core), told(people.member, open_)) == (False, True)
    assert told(people.expert, core)


def test_who_leaves_an_open_community_loses_what_was_for_its_members(
    community: Any, people: Any, dispatched: Any
) -> None:
    inner, open_ = (
        published(community, title="Inner", sharing="community"),
        published(community, title="Outer"),
    )
    dispatched()
    assert told(people.member, inner)

    memberships.leave(community=community, by=people.member)
    dispatched()

    assert (told(people.member, inner), told(people.member, open_)) == (False, True)
