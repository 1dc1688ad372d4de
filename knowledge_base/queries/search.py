"""Searching the library: the newest that match are ranked and counted, never all of them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchRank, TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import BooleanField, F, Q, QuerySet, Value
from django.utils import timezone

from communities.finding import Finding, Hit, Question, in_order
from cop_portal.foundation.searching import BOUND, FORGIVEN, Ready
from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import library

MOST_EXACT = 20
MOST_ALIKE = 5
TRUST = ("confirmed", "due", "none")
COLUMNS = ("pk", "rank", "exact", "community_id", "language", "place", "first_published_at", "confirmed_at", "next_review_on")  # fmt: skip


def trust_of(confirmed_at: Any, next_review_on: datetime.date | None, today: datetime.date) -> str:
    """ResourcePage.trust_state, of two columns."""
    if next_review_on and next_review_on < today:
        return "due"
    return "confirmed" if confirmed_at else "none"


def trust_q(state: str) -> Q:
    """Resources in that state."""
    due = Q(next_review_on__lt=timezone.localdate())
    if state == "due":
        return due
    rest = Q(next_review_on=None) | Q(next_review_on__gte=timezone.localdate())
    return rest & Q(confirmed_at__isnull=state == "none")


def readable(question: Question) -> QuerySet[ResourcePage]:
    """The resources of all lists that this person may read, as far as they narrowed it."""
    rows, narrowed = library(question.user), question.narrowed
    if narrowed.community:
        rows = rows.filter(community=narrowed.community)
    if narrowed.language:
        rows = rows.filter(language=narrowed.language)
    if narrowed.place:
        rows = rows.filter(place=narrowed.place)
    if narrowed.since:
        rows = rows.filter(first_published_at__gte=narrowed.since)
    if narrowed.trust:
        rows = rows.filter(trust_q(narrowed.trust))
    return rows


def find_resources(question: Question) -> list[Hit]:
    """Resources that match, and those that are called so."""
    rows, query = readable(question), Ready(question.query)
    newest = rows.filter(search_vector=query).annotate(
        rank=SearchRank(F("search_vector"), query), exact=Value(False, BooleanField())
    )
    called = rows.filter(folded_title=question.folded).annotate(
        rank=Value(1.0), exact=Value(True, BooleanField())
    )
    both = called.order_by("-pk").values_list(*COLUMNS)[:MOST_EXACT].union(
        newest.order_by("-pk").values_list(*COLUMNS)[:BOUND], all=True
    )  # fmt: skip
    return _hits(both)


def alike_resources(question: Question) -> list[Hit]:
    """Titles written much like the words."""
    rows = (
        readable(question)
        .filter(folded_title__trigram_word_similar=question.folded)
        .annotate(
            rank=TrigramWordSimilarity(question.folded, "folded_title"), exact=Value(False, BooleanField())
        )
        .order_by("-rank", "-pk")
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL pg_trgm.word_similarity_threshold = {FORGIVEN}")
        return _hits(rows.values_list(*COLUMNS)[:MOST_ALIKE])


def _hits(rows: Any) -> list[Hit]:
    today = timezone.localdate()
    found: dict[int, Hit] = {}
    for pk, rank, exact, community, language, place, at, confirmed_at, review in rows:
        trust = trust_of(confirmed_at, review, today)
        found.setdefault(pk, Hit(pk, rank, exact, community, language, place, at, trust))
    return list(found.values())


def resource_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    found = [
        Finding(
            row.pk,
            row.title,
            row.url or "",
            row.summary,
            (row.type_label, row.community.name),
            row.community.accent,
            trust=(row.trust_state, row.trust_for(question.user)),
        )
        for row in library(question.user).filter(pk__in=pks)
    ]
    return in_order(found, pks)


def newest_matching(user: Any, query: Any, *, limit: int) -> list[ResourcePage]:
    """Resources that match any search expression, the best of the newest first."""
    newest = library(user).filter(search_vector=query).order_by("-pk").values("pk")[:BOUND]
    rows = (
        ResourcePage.objects.filter(pk__in=newest).select_related("community", "confirmed_by").defer("body")
    )
    return list(rows.annotate(rank=SearchRank(F("search_vector"), query)).order_by("-rank", "-pk")[:limit])
