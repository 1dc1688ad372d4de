"""What was told to who may not read it any more is taken back, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions.outsiders import take_back_from_outsiders
from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice

pytestmark = pytest.mark.django_db


def told(who: Any, community: Any, kind: str = "x") -> Notice:
    used = Notice.objects.filter(user=who).values("entry")
    entry = ActivityEntry.objects.exclude(pk__in=used).latest("pk")
    return Notice.objects.create(
        user=who, entry=entry, kind=kind, community=community, title="T", url="/", frequency="daily"
    )


def test_those_outside_lose_it_and_members_and_other_communities_do_not(
    community: Any, neighbour: Any, people: Any
) -> None:
    kept = [told(people.member, community), told(people.stranger, neighbour)]
    about_them = told(people.stranger, community, "communities.suspended")
    lost = told(people.stranger, community)

    assert take_back_from_outsiders(community) == 0  # everybody in the organisation reads it
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    community.refresh_from_db()
    assert take_back_from_outsiders(community, people.member) == 0
    assert take_back_from_outsiders(community) == 1

    assert set(Notice.objects.all()) == {*kept, about_them}
    assert not Notice.objects.filter(pk=lost.pk).exists()
