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


def to_open(now: datetime.datetime) -> list[Discussion]:
    """Briefs whose day has come, by the clock of their community; where the last one has passed, it is late."""
    rows = _running().filter(phase=Phase.BRIEF, opens_on__lte=now.date() + A_DAY).order_by("pk")
    return [
        row
        for row in rows
        if row.opens_on and row.opens_on <= row.community.day_at(now) and not has_ended(row, now)
    ]


def has_ended(row: Discussion, now: datetime.datetime) -> bool:
    """Whether the last day of its contributions is over, where its community is."""
    return row.closes_on is not None and row.closes_on < row.community.day_at(now)


def to_close(now: datetime.datetime) -> list[Discussion]:
    """Open discussions whose last day is over, by the clock of their community."""
    rows = _running().filter(phase=Phase.CONTRIBUTIONS, closes_on__lt=now.date() + A_DAY).order_by("pk")
    return [row for row in rows if row.closes_on and row.closes_on < row.community.day_at(now)]


def late_q(day: datetime.date) -> Q:
    """Late before a day: never opened, the synthesis not written, or not sent on; see Discussion.due_on."""
    unwritten = Q(phase__in=[Phase.SUMMARY, Phase.SYNTHESIS], closed_at=None)
    return (
        Q(phase=Phase.BRIEF, opens_on__lt=day)
        | unwritten & Q(synthesis_on__lt=day)
        | Q(phase=Phase.SYNTHESIS, closed_at__isnull=False, share_on__lt=day)
    )


def late(now: datetime.datetime) -> list[Discussion]:
    """What is late by the clock of its community."""
    rows = _running().filter(late_q(now.date() + A_DAY)).order_by("pk")
    return [row for row in rows if row.due_on and row.due_on < row.community.day_at(now)]


def is_late(row: Discussion) -> bool:
    """Past the day by which its phase should be over, where its community is."""
    return row.due_on is not None and row.due_on < row.community.today


def waiting_phases(user: Any) -> list[Waiting]:
    """What is late or nearly due in the discussions one looks after, beside the synthesis itself."""
    now = timezone.now()
    day = now.date() + A_DAY
    rows = (
        _running()
        .filter(community__in=communities_where(user, Capability.CONVENE))
        .filter(
            Q(phase=Phase.BRIEF, opens_on__lt=day)
            | Q(phase=Phase.SYNTHESIS, closed_at__isnull=False, share_on__lte=day + AHEAD)
        )
        .order_by("opens_on", "pk")
    )
    found = [row for row in rows if _waits(row, row.community.day_at(now))][:30]
    return [_unopened(row) if row.phase == Phase.BRIEF else _unsent(row) for row in found]


def _waits(row: Discussion, today: datetime.date) -> bool:
    """Late to be opened, or nearly due to be sent on, by the clock of its community."""
    until = today - A_DAY if row.phase == Phase.BRIEF else today + AHEAD
    return row.due_on is not None and row.due_on <= until


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
