"""Resources that are like a question which is being typed."""

from __future__ import annotations

from typing import Any

from communities.models import Community
from cop_portal.foundation.text import excerpt, fold
from discussions.similar import Similar, any_word, shared
from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import library
from knowledge_base.queries.search import newest_matching

SOURCE = "resources"


def similar_resources(user: Any, community: Community, wanted: str) -> list[Similar]:
    """Published resources that share most of the words."""
    query = any_word(wanted, user.language)
    if query is None:
        return []
    found = [
        as_similar(row, shared(wanted, fold(f"{row.title} {row.summary}")) * 0.75)
        for row in newest_matching(user, query, limit=6)
    ]
    return [row for row in found if row.likeness >= 0.35]


def one_similar(user: Any, pk: int) -> Similar | None:
    row = library(user).filter(pk=pk).first()
    return as_similar(row, 1.0) if row else None


def as_similar(row: ResourcePage, likeness: float) -> Similar:
    """A resource beside what is being written. It brings its community and who confirmed it along."""
    return Similar(
        source=SOURCE,
        pk=row.pk,
        title=row.title,
        url=row.url or "",
        community=row.community.name,
        kind=row.type_label,
        words=excerpt(row.summary, 160),
        likeness=likeness,
        trusted=row,
    )
