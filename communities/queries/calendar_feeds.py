"""Reading the calendars that are opened by a secret address."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from communities.enums import MembershipState
from communities.gatherings import EventAnswerKind, EventState
from communities.models import CalendarFeed, Community, Event, EventAnswer, Membership
from cop_portal.foundation.tokens import LENGTH, hash_of

# How far a calendar looks back.
BACK = datetime.timedelta(days=180)


def own(user: Any, community: Community | None = None) -> CalendarFeed | None:
    if not user.is_authenticated:
        return None
    return CalendarFeed.objects.filter(user=user, community=community).first()


def by_token(token: str) -> CalendarFeed:
    """The feed of a secret address whose owner may still read it. Raises Http404."""
    if len(token) != LENGTH:
        raise Http404
    rows = CalendarFeed.objects.select_related("user", "community")
    found = rows.filter(token_hash=hash_of(token)).first()
    if found is None or not found.user.is_active:
        raise Http404
    if found.community is not None:
        here = Membership.objects.active().filter(user=found.user, community=found.community)
        if not here.exists():
            raise Http404
    return found


def events_of(feed: CalendarFeed) -> QuerySet[Event]:
    """What its owner may read today, of their communities alone, without what they said no to."""
    rows = Event.objects.visible_to(feed.user).going_ahead().exclude(state=EventState.DRAFT)
    rows = rows.filter(
        ends_at__gt=timezone.now() - BACK,
        community__memberships__user=feed.user,
        community__memberships__state=MembershipState.ACTIVE,
    )
    if feed.community_id is not None:
        rows = rows.filter(community=feed.community_id)
    else:
        declined = EventAnswer.objects.filter(user=feed.user, answer=EventAnswerKind.NO)
        rows = rows.exclude(pk__in=declined.values("event"))
    return rows.select_related("community").order_by("begins_at", "pk")[:1000]


def all_of(user: Any) -> list[CalendarFeed]:
    """A person's addresses: that of all communities first, then by name of the community."""
    rows = CalendarFeed.objects.filter(user=user).select_related("community")
    return sorted(rows, key=lambda feed: feed.community.folded_name if feed.community else "")
