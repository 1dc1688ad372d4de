"""Reading the record."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Model, QuerySet
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry


def of_community(community_id: int, verbs: Iterable[str] = ()) -> QuerySet[ActivityEntry]:
    entries = ActivityEntry.objects.filter(community_id=community_id).select_related("actor")
    if verbs:
        entries = entries.filter(verb__in=list(verbs))
    return entries.order_by("-id")


def of_target(row: Model) -> QuerySet[ActivityEntry]:
    """What was done to one row, newest first."""
    entries = ActivityEntry.objects.filter(target_type=row._meta.label_lower, target_id=row.pk)
    return entries.select_related("actor").order_by("-id")


def oldest_pending_age() -> datetime.timedelta | None:
    """How long the oldest entry has waited to be dealt with; none when nothing waits."""
    waiting = (
        ActivityEntry.objects.filter(dispatched_at=None).order_by("id").values_list("at", flat=True).first()
    )
    return timezone.now() - waiting if waiting else None
