"""Reading notices."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications import queries
from cop_portal.foundation.notifications.models import Notice

pytestmark = pytest.mark.django_db


def notice(who: Any, **fields: Any) -> Notice:
    entry = ActivityEntry.objects.create(verb="test.happened")
    return Notice.objects.create(
        user=who, entry=entry, kind="test", title="T", url="/", frequency="daily", **fields
    )


def test_notices_are_one_s_own_newest_first(people: Any) -> None:
    first, second = notice(people.member), notice(people.member)
    notice(people.stranger)

    assert list(queries.for_person(people.member)) == [second, first]


def test_what_waits_is_counted_with_the_person(people: Any) -> None:
    notice(people.member)
    notice(people.member, read_at=timezone.now())
    rows = type(people.member).objects.annotate(waiting=queries.unread_count())

    assert rows.get(pk=people.member.pk).waiting == 1
    assert rows.get(pk=people.stranger.pk).waiting == 0
