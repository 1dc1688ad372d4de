"""Reading notices."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cop_portal.foundation.notifications.models import Notice


def for_person(user: Any) -> QuerySet[Notice]:
    """A person's notices, newest first; nobody else's."""
    return Notice.objects.filter(user=user).select_related("community").order_by("-id")


def unread_count() -> Coalesce:
    """The number of unread notices, as an expression on rows of people."""
    unread = (
        Notice.objects.filter(user=OuterRef("pk"), read_at=None)
        .order_by()
        .values("user")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(unread), 0)
