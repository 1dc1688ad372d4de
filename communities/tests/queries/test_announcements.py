"""Reading announcements: what was sent, for readers; drafts and withdrawn ones, for those who announce."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from communities.actions import announcements as actions
from communities.models import Announcement
from communities.queries import announcements
from cop_portal.foundation.notifications.actions import mark_read
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def sent(community: Any, title: str = "We meet", *, days_ago: int = 0, **fields: Any) -> Announcement:
    return Announcement.objects.create(
        community=community,
        title=title,
        body="B",
        state="sent",
        sent_at=timezone.now() - days_ago * DAY,
        **fields,
    )


def draft(community: Any) -> Announcement:
    return Announcement.objects.create(community=community, title="Draft", body="B")


def test_readers_find_what_was_sent_and_nothing_else(community: Any, people: Any) -> None:
    there, hidden = sent(community), draft(community)
    gone = sent(community, "Gone")
    actions.withdraw(announcement=gone, by=people.coordinator)

    for who in (people.member, people.guest, people.stranger):
        assert list(announcements.sent_to(who, community)) == [there]
        assert list(announcements.drafts(who, community)) == []
        for other in (hidden, gone):
            with pytest.raises(Http404):
                announcements.get_for(who, community, other.pk)
    assert list(announcements.sent_to(people.facilitator, community)) == [gone, there]
    assert list(announcements.drafts(people.facilitator, community)) == [hidden]
    assert announcements.get_for(people.facilitator, community, hidden.pk) == hidden


def test_next_door_nobody_reads_along(neighbour: Any, community: Any, people: Any) -> None:
    there = sent(neighbour)

    for who in (people.member, people.coordinator):
        with pytest.raises(Denied):
            announcements.get_for(who, neighbour, there.pk)
        assert announcements.current(who, neighbour) is None
    with pytest.raises(Http404):
        announcements.get_for(people.member, community, there.pk)


def test_the_newest_stands_until_its_day(community: Any, people: Any) -> None:
    today = timezone.localdate()
    assert announcements.current(people.member, community) is None
    sent(community, "Old", days_ago=31)
    assert announcements.current(people.member, community) is None
    kept = sent(community, "Kept", days_ago=40, until=today)
    assert announcements.current(people.member, community) == kept
    newer = sent(community, "Newer", days_ago=2, until=today + DAY)
    assert announcements.current(people.member, community) == newer
    assert announcements.current(people.member, community, today + 2 * DAY) is None


def test_those_who_announced_see_how_many_opened_it(community: Any, people: Any, dispatched: Any) -> None:
    made = actions.draft(community=community, by=people.facilitator, title="T", body="B")
    actions.send(announcement=made, by=people.facilitator, revision=1)
    dispatched()

    assert announcements.told(made).opened == 0
    mark_read(by=people.member, url=made.get_absolute_url())
    mark_read(by=people.member, url=made.get_absolute_url())

    assert announcements.told(made).opened == 1
    assert announcements.told(made).people == community.memberships.active().count() - 1


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_as_often_for_three_as_for_one(
    more: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(more + 1):
        sent(community, f"T {number}", by=factories.holder(community, "facilitator"))

    with django_assert_num_queries(1):
        rows = list(announcements.sent_to(people.member, community))
        assert [row.by.name for row in rows if row.by] == [row.by.name for row in rows if row.by]

    assert len(rows) == more + 1
