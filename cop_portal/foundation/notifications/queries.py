"""Reading notices and choices."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cop_portal.foundation.notifications import kinds
from cop_portal.foundation.notifications.models import Frequency, Notice, Preference


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


def choices_of(user: Any) -> list[tuple[kinds.NoticeKind, str]]:
    """Each kind that can be chosen with how this person wants it everywhere."""
    chosen = dict(Preference.objects.filter(user=user, community=None).values_list("kind", "frequency"))
    return [(kind, chosen.get(kind.name, str(kind.default))) for kind in kinds.all_kinds() if kind.choosable]


def wants_digest(user: Any) -> bool:
    return not Preference.objects.filter(
        user=user, kind="daily", community=None, frequency=Frequency.NEVER
    ).exists()
