"""Discussions that came lately and are called much like an older one: for those who may merge the two."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability
from communities.queries.memberships import communities_where
from discussions.enums import Kind
from discussions.models import Discussion
from discussions.models.discussions import DiscussionQuerySet
from discussions.similar import CLOSE

# Each is compared by an index; so many of the newest, and no older than this.
NEWEST = 20
LATELY = datetime.timedelta(days=30)


def _mergeable() -> DiscussionQuerySet:
    return Discussion.objects.open().filter(hidden_at=None).exclude(kind=Kind.FACILITATED)


def waiting_twins(user: Any) -> list[Waiting]:
    """Pairs of one community, the older one first; two statements. Whoever sets one aside is not asked again."""
    older = (
        _mergeable()
        .filter(
            community=OuterRef("community"),
            pk__lt=OuterRef("pk"),
            folded_title__trigram_similar=OuterRef("folded_title"),
        )
        .annotate(alike=TrigramSimilarity("folded_title", OuterRef("folded_title")))  # type: ignore[arg-type]
        .filter(alike__gte=CLOSE)
        .order_by("-alike", "-pk")
    )
    newest = (
        _mergeable()
        .filter(
            community__in=communities_where(user, Capability.MODERATE).alive(),
            created_at__gte=timezone.now() - LATELY,
        )
        .annotate(older=Subquery(older.values("pk")[:1]))
        .order_by("-pk")
        .values_list("pk", "older")[:NEWEST]
    )
    pairs = [(pk, twin) for pk, twin in newest if twin]
    rows = Discussion.objects.select_related("community").in_bulk([pk for pair in pairs for pk in pair])
    return [_waiting(rows[pk], rows[twin]) for pk, twin in reversed(pairs) if pk in rows and twin in rows]


def _waiting(row: Discussion, twin: Discussion) -> Waiting:
    tidy = reverse("tidy_discussion", args=[row.community.slug, row.pk])
    return Waiting(
        key=f"twins:{row.pk}:{twin.pk}",
        sentence=_("“%(title)s” is much like “%(other)s”.") % {"title": row.title, "other": twin.title},
        action=_("Move, split or merge"),
        url=f"{tidy}?into={twin.pk}#h-merge",
        since=row.created_at,
        community=row.community,
        reason=_("What is said in two places is looked for in one."),
    )
