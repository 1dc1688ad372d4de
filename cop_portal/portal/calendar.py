"""What comes in the communities somebody looks after: events, newsletters, the report of a review."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.enums import Capability, Module, roles_with
from communities.models import Community, CommunityReview, Membership
from communities.queries import events, reviews
from cop_portal.foundation.accounts.models import zone_of
from cop_portal.newsletters.queries import DAYS_TO_THURSDAY

# How far ahead a review, and the report that opens with it, is shown.
REVIEW_AHEAD = datetime.timedelta(days=90)


@dataclass(frozen=True)
class Entry:
    """One line of the calendar: when, what, where to look."""

    day: datetime.date
    words: str
    title: str
    url: str
    community: Community


def entries(user: Any, mine: list[Membership]) -> list[Entry]:
    """The soonest first, in three statements however many communities there are."""
    found = [*_events(user), *_newsletters(mine), *_reviews(mine)]
    return sorted(found, key=lambda entry: (entry.day, entry.community.folded_name))[:20]


def _may(row: Membership, capability: Capability) -> bool:
    return not {str(role) for role in roles_with(capability)}.isdisjoint(row.roles)


def _events(user: Any) -> list[Entry]:
    return [
        Entry(
            timezone.localtime(item.event.begins_at).date(),
            f"{item.when.yours} ({item.when.zone})",
            item.event.title,
            item.event.get_absolute_url(),
            item.event.community,
        )
        for item in events.calendar_of(user)
    ]


def next_thursday(community: Community, now: datetime.datetime) -> datetime.date:
    """When the next newsletter is composed, by the community's own clock."""
    today = now.astimezone(zone_of(community.time_zone)).date()
    return today + datetime.timedelta(days=(DAYS_TO_THURSDAY - today.weekday() - 1) % 7 + 1)


def _newsletters(mine: list[Membership]) -> list[Entry]:
    now = timezone.now()
    return [
        Entry(
            next_thursday(row.community, now),
            _("The next newsletter is composed"),
            _("Newsletter of %(community)s") % {"community": row.community.name},
            reverse("newsletter_archive", args=[row.community.slug]),
            row.community,
        )
        for row in mine
        if _may(row, Capability.EDIT_NEWSLETTER) and Module.NEWSLETTER not in row.community.modules_off
    ]


def _reviews(mine: list[Membership]) -> list[Entry]:
    held = {row.community_id: row.community for row in mine if _may(row, Capability.REFLECT)}
    ahead = {
        review.community_id: review
        for review in CommunityReview.objects.filter(community__in=held, decided_at=None)
    }
    last = timezone.localdate() + REVIEW_AHEAD
    days = {pk: reviews.next_day(community, ahead.get(pk)) for pk, community in held.items()}
    return [
        Entry(
            day,
            _("The review opens with its report"),
            _("Review of %(community)s") % {"community": held[pk].name},
            reverse("community_review", args=[held[pk].slug]),
            held[pk],
        )
        for pk, day in days.items()
        if day <= last
    ]
