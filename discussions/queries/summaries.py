"""Which open facilitated discussions wait for the summary of their week."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability
from communities.queries.memberships import communities_where
from discussions.enums import Phase
from discussions.models import Contribution, Discussion, Summary

WEEK = datetime.timedelta(days=7)
A_DAY = datetime.timedelta(days=1)  # no clock is further ahead of UTC
MOST = 30


def waiting_summaries(user: Any) -> list[Waiting]:
    """Where a week passed since the opening or the last summary, and somebody spoke since then."""
    now = timezone.now()
    last = Summary.objects.filter(discussion=OuterRef("pk")).order_by("-number")
    said = Contribution.objects.standing().filter(
        discussion=OuterRef("pk"),
        created_at__gte=Coalesce(OuterRef("summed_at"), Cast(OuterRef("opens_on"), DateTimeField())),
    )
    rows = (
        Discussion.objects.facilitated()
        .filter(phase=Phase.CONTRIBUTIONS, closed_at=None, hidden_at=None, merged_into=None)
        .filter(community__in=communities_where(user, Capability.CONCLUDE), community__archived_at=None)
        .annotate(summed_at=Subquery(last.values("at")[:1]))
        .filter(Exists(said), opens_on__lte=now.date() + A_DAY - WEEK)
        .filter(Q(summed_at=None) | Q(summed_at__lte=now + A_DAY - WEEK))
        .select_related("community")
        .order_by("opens_on", "pk")
    )
    found = [_waiting(row, row.community.day_at(now)) for row in rows[: 2 * MOST]]
    return sorted((row for row in found if row is not None), key=lambda row: row.since)[:MOST]


def _waiting(row: Any, today: datetime.date) -> Waiting | None:
    """Counted in days where the community is."""
    begun = row.community.day_at(row.summed_at) if row.summed_at else row.opens_on
    weeks = (today - begun) // WEEK
    if weeks < 1:
        return None
    return Waiting(
        # What is set aside comes back with the next week, and with the next summary.
        key=f"summary:{row.pk}:{begun}:{weeks}",
        sentence=_("“%(title)s” waits for the summary of its week.") % {"title": row.title},
        action=_("Write a summary"),
        url=reverse("summarise", args=[row.community.slug, row.pk]),
        since=row.community.begin_of(begun + WEEK),
        community=row.community,
        reason=_("Those who contributed want to see what it came to."),
        due=begun + WEEK,
    )
