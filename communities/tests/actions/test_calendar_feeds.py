"""Secret addresses of calendars."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from communities.actions import calendar_feeds
from communities.models import CalendarFeed
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def test_each_has_one_address_for_a_community_and_one_for_all(community: Any, people: Any) -> None:
    for where in (community, community, None, None):
        calendar_feeds.renew(by=people.member, community=where)

    addresses = {calendar_feeds.address_of(feed) for feed in CalendarFeed.objects.all()}
    assert len(addresses) == 2


def test_the_database_alone_opens_nothing(people: Any) -> None:
    feed = calendar_feeds.renew(by=people.member)
    token = calendar_feeds.address_of(feed).rsplit("/", 1)[1].removesuffix(".ics")

    assert token not in (feed.nonce, feed.token_hash)


def test_who_is_no_member_has_no_address_there(community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        calendar_feeds.renew(by=people.stranger, community=community)
    with pytest.raises(Denied):
        calendar_feeds.renew(by=AnonymousUser())
    calendar_feeds.renew(by=people.member)
    calendar_feeds.withdraw(by=people.stranger)
    assert CalendarFeed.objects.count() == 1
    calendar_feeds.withdraw(by=people.member)

    assert not CalendarFeed.objects.exists()
