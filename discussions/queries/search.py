"""Searching discussions and contributions. The newest rows that match are ranked, never all of them.

A common word matches a good part of all rows; Postgres then walks the newest, while for rare words
it asks the word index: it chooses by its statistics, so these statements are planned each time.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import connection
from django.urls import reverse

from discussions.models import page_of

# So many of the newest matches are ranked.
BOUND = 150


class FoundDiscussion(NamedTuple):
    """A discussion as a list of findings shows it."""

    id: int
    title: str
    kind: str
    active_at: datetime.datetime
    slug: str
    community: str
    accent: str

    @property
    def url(self) -> str:
        return reverse("discussion", args=[self.slug, self.id])


class FoundContribution(NamedTuple):
    """A contribution as a list of findings shows it."""

    number: int
    body: str
    created_at: datetime.datetime
    author: str | None
    discussion_id: int
    title: str
    slug: str
    community: str
    accent: str

    @property
    def url(self) -> str:
        page = page_of(self.number)
        base = f"/communities/{self.slug}/discussions/{self.discussion_id}/"
        return f"{base}?page={page}#c{self.number}" if page > 1 else f"{base}#c{self.number}"


# {query} is the question as an expression; the ids of the communities come from their gate.
_DISCUSSIONS = """
    SELECT d.id, d.title, d.kind, d.active_at, c.slug, c.name, c.accent
    FROM (
        SELECT id FROM discussions_discussion
        WHERE search @@ {query} AND community_id = ANY(%(ids)s) AND phase <> 'brief'
          AND hidden_at IS NULL
        ORDER BY id DESC LIMIT {bound}
    ) newest
    JOIN discussions_discussion d USING (id)
    JOIN communities_community c ON c.id = d.community_id
    ORDER BY ts_rank(d.search, {query}) DESC, d.active_at DESC LIMIT %(limit)s
"""
_CONTRIBUTIONS = """
    SELECT k.number, k.body, k.created_at, u.name, d.id, d.title, c.slug, c.name, c.accent
    FROM (
        SELECT id, ts_rank(search, {query}) AS rank FROM (
            SELECT id, search FROM discussions_contribution
            WHERE search @@ {query} AND community_id = ANY(%(ids)s) AND hidden_at IS NULL
            ORDER BY id DESC LIMIT {bound}
        ) newest
        ORDER BY rank DESC, id DESC LIMIT %(limit)s
    ) best
    JOIN discussions_contribution k USING (id)
    JOIN discussions_discussion d ON d.id = k.discussion_id
    JOIN communities_community c ON c.id = k.community_id
    LEFT JOIN accounts_user u ON u.id = k.author_id
    WHERE d.hidden_at IS NULL
    ORDER BY best.rank DESC, k.id DESC
"""
_SIMPLE = "websearch_to_tsquery('simple', %(words)s)"
_STEMS = "websearch_to_tsquery(%(config)s::regconfig, %(words)s)"
# Words that are their own stems are looked up once. Postgres folds this to a constant as it plans.
_STEMMED = f"(CASE WHEN {_SIMPLE} = {_STEMS} THEN {_SIMPLE} ELSE {_SIMPLE} || {_STEMS} END)"


def _find(sql: str, words: str, config: str, community_ids: list[int], limit: int) -> list[tuple]:
    query = _SIMPLE if config == "simple" else _STEMMED
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(query=query, bound=BOUND),
            {"words": words, "config": config, "ids": community_ids, "limit": limit},
        )
        return cursor.fetchall()


def find_discussions(
    words: str, config: str, community_ids: list[int], *, limit: int
) -> list[FoundDiscussion]:
    """Discussions of these communities whose title or opening matches, best first.

    words are folded; config is the reader's text-search configuration.
    """
    return [FoundDiscussion._make(row) for row in _find(_DISCUSSIONS, words, config, community_ids, limit)]


def find_contributions(
    words: str, config: str, community_ids: list[int], *, limit: int
) -> list[FoundContribution]:
    """Contributions in these communities that match, best first. Withdrawn ones have no words.

    What is hidden is found by nobody: those who moderate have it in their list of what waits.
    """
    return [
        FoundContribution._make(row) for row in _find(_CONTRIBUTIONS, words, config, community_ids, limit)
    ]
