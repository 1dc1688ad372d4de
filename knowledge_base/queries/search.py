"""Searching the library: the newest that match are ranked, never all of them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank
from django.db.models import F

from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import library

BOUND = 150


def find_resources(user: Any, query: SearchQuery | CombinedSearchQuery, *, limit: int) -> list[ResourcePage]:
    """Resources that match, the best first."""
    newest = library(user).filter(search_vector=query).order_by("-pk").values("pk")[:BOUND]
    rows = (
        ResourcePage.objects.filter(pk__in=newest).select_related("community", "confirmed_by").defer("body")
    )
    return list(rows.annotate(rank=SearchRank(F("search_vector"), query)).order_by("-rank", "-pk")[:limit])
