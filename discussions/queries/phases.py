"""Which facilitated discussions are due for their next step, and which are late."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability
from communities.queries.memberships import communities_where
from cop_portal.foundation.accounts.models import zone_of
from discussions.enums import Phase
from discussions.models import Discussion
from discussions.models.discussions import DiscussionQuerySet

# Within how many days a date that comes is shown on the desk.
A_DAY = datetime.timedelta(days=1)  # no clock is further ahead of UTC
AHEAD = datetime.timedelta(days=7)


def _running() -> DiscussionQuerySet:
    return (
        Discussion.objects.facilitated()
        .filter(community__archived_at=None)
        .select_related("community", "facilitator")
    )


def day_in(discussion: Discussion, now: datetime.datetime) -> datetime.date:
    """Which day it is in its community, whoever looks and wherever."""
    return now.astimezone(zone_of(discussion.community.time_zone)).date()


def to_open(now: datetime.datetime) -> list[Discussion]:
    """Briefs whose day has come, by the clock of their community."""
    rows = _running().filter(phase=Phase.BRIEF, opens_on__lte=now.date() + A_DAY).order_by("pk")
    return [row for row in rows if row.opens_on and row.opens_on <= day_in(row, now)]


def to_close(now: datetime.datetime) -> list[Discussion]:
    """Open discussions whose last day is over, by the clock of their community."""
    rows = _running().filter(phase=Phase.CONTRIBUTIONS, closes_on__lt=now.date() + A_DAY).order_by("pk")
    return [row for row in rows if row.closes_on and row.closes_on < day_in(row, now)]


def late_q(day: datetime.date) -> Q:
    """Late before a day: never opened, the synthesis not written, or not sent on; see Discussion.due_on."""
    unwritten = Q(phase__in=[Phase.SUMMARY, Phase.SYNTHESIS], closed_at=None)
    return (
        Q(phase=Phase.BRIEF, opens_on__lt=day)
        | unwritten & Q(synthesis_on__lt=day)
        | Q(phase=Phase.SYNTHESIS, closed_at__isnull=False, share_on__lt=day)
    )


def late(day: datetime.date) -> DiscussionQuerySet:
    return _running().filter(late_q(day)).order_by("pk")


def waiting_phases(user: Any) -> list[Waiting]:
    """What is late or nearly due in the discussions one looks after, beside the synthesis itself."""
    today = timezone.localdate()
    rows = (
        _running()
        .filter(community__in=communities_where(user, Capability.CONVENE))
        .filter(
            Q(phase=Phase.BRIEF, opens_on__lt=today)
            | Q(phase=Phase.SYNTHESIS, closed_at__isnull=False, share_on__lte=today + AHEAD)
        )
        .order_by("opens_on", "pk")
    )
    return [_unopened(row) if row.phase == Phase.BRIEF else _unsent(row) for row in rows[:30]]


def _unopened(row: Discussion) -> Waiting:
    holder = row.facilitator.name if row.facilitator else _("nobody")
    return Waiting(
        key=f"phase:{row.pk}:brief:{row.opens_on}",
        sentence=_("“%(title)s” did not open on its day. It is held by %(name)s.")
        % {"title": row.title, "name": holder},
        action=_("Open the brief"),
        url=row.get_absolute_url(),
        since=row.created_at,
        community=row.community,
        reason=_("A discussion opens by itself as long as somebody holds it."),
        due=row.opens_on,
    )


def _unsent(row: Discussion) -> Waiting:
    return Waiting(
        key=f"phase:{row.pk}:share:{row.share_on}",
        sentence=_("The synthesis of “%(title)s” waits to be sent on.") % {"title": row.title},
        action=_("Note where it was sent"),
        url=f"{reverse('discussion', args=[row.community.slug, row.pk])}#shared",
        since=row.closed_at or row.active_at,
        community=row.community,
        reason=_("A synthesis that goes nowhere was written for nobody."),
        due=row.share_on,
    )
