"""Searching discussions and contributions. The newest rows that match are ranked, never all of them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from discussions.models import Contribution, Discussion

# So many of the newest matches are ranked.
BOUND = 300


def find_discussions(
    user: Any, query: SearchQuery, community_ids: list[int], *, limit: int
) -> list[Discussion]:
    """Discussions this person may read whose title or opening matches, best first."""
    newest = (
        Discussion.objects.visible_to(user)
        .filter(community_id__in=community_ids, search=query)
        .order_by("-id")
        .values("id")[:BOUND]
    )
    return list(
        Discussion.objects.filter(pk__in=newest)
        .select_related("community", "author")
        .defer("search", "body_html")
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "-active_at")[:limit]
    )


def find_contributions(
    user: Any, query: SearchQuery, community_ids: list[int], *, limit: int
) -> list[Contribution]:
    """Contributions this person may read that match, best first."""
    newest = (
        Contribution.objects.visible_to(user)
        .filter(community_id__in=community_ids, search=query)
        .order_by("-id")
        .values("id")[:BOUND]
    )
    return list(
        Contribution.objects.filter(pk__in=newest)
        .select_related("discussion__community", "author")
        .defer("search", "body_html")
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "-id")[:limit]
    )
