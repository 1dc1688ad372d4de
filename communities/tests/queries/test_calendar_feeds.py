"""Calendars opened by a secret address."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from communities.actions import calendar_feeds as actions
from communities.actions import event_answers, events, memberships
from communities.queries import calendar_feeds
from communities.tests.makers import announced, plan

pytestmark = pytest.mark.django_db


def token_of(feed: Any) -> str:
    return actions.address_of(feed).rsplit("/", 1)[1].removesuffix(".ics")


def test_a_feed_reads_what_its_owner_may_read_today(community: Any, neighbour: Any, people: Any) -> None:
    made, refused = (announced(community, people.facilitator) for _ in "ab")
    events.make(community=community, by=people.facilitator, plan=plan())
    event_answers.answer(event=refused, by=people.member, answer="no")
    own, here = (actions.renew(by=people.member, community=where) for where in (None, community))

    assert set(calendar_feeds.events_of(calendar_feeds.by_token(token_of(own)))) == {made}
    assert set(calendar_feeds.events_of(calendar_feeds.by_token(token_of(here)))) == {made, refused}
    stranger = actions.renew(by=people.stranger)
    assert list(calendar_feeds.events_of(stranger)) == []
    assert calendar_feeds.all_of(people.member) == [own, here]
    assert calendar_feeds.own(people.stranger, community) is None


def test_an_old_address_and_that_of_who_left_read_nothing(community: Any, people: Any) -> None:
    announced(community, people.facilitator)
    feed = actions.renew(by=people.member, community=community)
    old = token_of(feed)
    fresh = token_of(actions.renew(by=people.member, community=community))
    for wrong in (old, "x" * 26, "", fresh[:-1]):
        with pytest.raises(Http404):
            calendar_feeds.by_token(wrong)
    everything = actions.renew(by=people.member)
    memberships.leave(community=community, by=people.member)

    with pytest.raises(Http404):
        calendar_feeds.by_token(fresh)
    assert list(calendar_feeds.events_of(everything)) == []
