"""Reading announcements, and before one is sent: whom it would reach."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from communities.activity import ANNOUNCEMENT_SENT
from communities.models import Announcement, Community
from communities.permissions import check_read
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import actor_or_none

KIND = "communities.announcement"
TYPE = Announcement._meta.label_lower
# How long one without a day of its own stands on the community's page.
SHOWN = datetime.timedelta(days=30)


def get_for(user: Any, community: Community, pk: int) -> Announcement:
    """One announcement. Raises Denied where the person may not read the community, Http404 where none is theirs."""
    check_read(user, community)
    found = (
        Announcement.objects.visible_to(user).select_related("by").filter(community=community, pk=pk).first()
    )
    if found is None:
        raise Http404
    found.community = community
    return found


def sent_to(user: Any, community: Community) -> QuerySet[Announcement]:
    """What was announced in a community, newest first; withdrawn ones for those who announce."""
    rows = Announcement.objects.visible_to(user).filter(community=community, sent_at__isnull=False)
    return rows.select_related("by").defer("body").order_by("-sent_at", "-pk")


def drafts(user: Any, community: Community) -> QuerySet[Announcement]:
    rows = Announcement.objects.writable_by(user).filter(community=community, state="draft")
    return rows.select_related("by").defer("body", "body_html").order_by("-created_at", "-pk")


def current(user: Any, community: Community, today: datetime.date | None = None) -> Announcement | None:
    """The newest that still stands on the community's page."""
    day = today or timezone.localdate()
    rows = Announcement.objects.sent().visible_to(user).filter(community=community)
    rows = rows.filter(Q(until__gte=day) | Q(until=None, sent_at__gt=timezone.now() - SHOWN))
    found = rows.select_related("by").order_by("-sent_at", "-pk").first()
    if found is not None:
        found.community = community
    return found


def news(community: Community, since: datetime.datetime) -> QuerySet[Announcement]:
    """What was announced since then and holds still, for the newsletter."""
    rows = Announcement.objects.sent().filter(community=community, sent_at__gt=since)
    rows = rows.filter(Q(until=None) | Q(until__gte=timezone.localdate()))
    return rows.select_related("community", "by").order_by("-sent_at", "-pk")


@dataclass(frozen=True)
class Told:
    """How many were told, and how many of them opened it in the portal."""

    people: int
    opened: int


def told(announcement: Announcement) -> Told:
    rows = Notice.objects.filter(kind=KIND, entry__target_type=TYPE, entry__target_id=announcement.pk)
    counts = rows.aggregate(people=Count("pk"), opened=Count(F("read_at")))
    return Told(counts["people"], counts["opened"])


def unsent(announcement: Announcement, by: Any) -> ActivityEntry:
    """The entry of the record that sending would make, not recorded: what delivers is asked with it."""
    return ActivityEntry(
        verb=ANNOUNCEMENT_SENT.name,
        actor=actor_or_none(by),
        community_id=announcement.community_id,
        target_type=TYPE,
        target_id=announcement.pk,
        facts={},
    )
