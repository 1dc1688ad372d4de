"""Searching the library: the newest that match are ranked and counted, never all of them."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchRank, TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.base import DEFERRED
from django.utils import timezone

from communities.finding import Finding, Hit, Question, in_order
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.prepared import Among, Prepared, reader, reader_kind
from cop_portal.foundation.searching import BOUND, FORGIVEN, Ready
from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import library

MOST_EXACT = 20
MOST_ALIKE = 5
TRUST = ("confirmed", "due", "none")
COLUMNS = ("pk", "rank", "exact", "community_id", "language", "place", "first_published_at", "confirmed_at", "changed_at", "next_review_on")  # fmt: skip


def trust_of(
    confirmed_at: Any, changed_at: Any, next_review_on: datetime.date | None, today: datetime.date
) -> str:
    """ResourcePage.trust_state, of three columns."""
    if (next_review_on and next_review_on < today) or (changed_at and confirmed_at):
        return "due"
    return "confirmed" if confirmed_at else "none"


def trust_q(state: str, today: datetime.date | None = None) -> Q:
    """Resources in that state."""
    today = today or timezone.localdate()
    if state == "due":
        return Q(next_review_on__lt=today) | Q(changed_at__isnull=False, confirmed_at__isnull=False)
    rest = Q(next_review_on=None) | Q(next_review_on__gte=today)
    if state == "none":
        return rest & Q(confirmed_at=None)
    return rest & Q(confirmed_at__isnull=False, changed_at=None)


def shape_of(question: Question) -> tuple[Hashable, ...]:
    """What the query for it is built by: the kind of reader, and what they narrowed it by."""
    one = question.narrowed
    return reader_kind(question.user), bool(one.community), bool(one.language), bool(one.place), bool(one.since), one.trust  # fmt: skip


def values_of(question: Question) -> dict[str, Any]:
    """What stands in the place of its marks."""
    one = question.narrowed
    return {
        "user": question.user.pk,
        "community": one.community,
        "language": one.language,
        "place": one.place,
        "since": one.since,
        "today": timezone.localdate(),
    }


def readable(
    marks: Any, kind: str, community: bool, language: bool, place: bool, since: bool, trust: str
) -> QuerySet[ResourcePage]:
    """The resources of all lists that this person may read, as far as they narrowed it."""
    rows = library(reader(marks, kind))
    if community:
        rows = rows.filter(community_id=marks.integer("community"))
    if language:
        rows = rows.filter(language=marks.text("language"))
    if place:
        rows = rows.filter(place=marks.text("place"))
    if since:
        rows = rows.filter(first_published_at__gte=marks.moment("since"))
    if trust:
        rows = rows.filter(trust_q(trust, marks.day("today")))
    return rows


def _matching(marks: Any, *shape: Any) -> QuerySet[Any]:
    """Resources that match, and those that are called so."""
    rows, query = readable(marks, *shape), Ready(marks.text("query"))
    newest = rows.filter(search_vector=query).order_by("-pk").values("pk")[:BOUND]
    called = rows.filter(folded_title=marks.text("folded")).order_by("-pk").values("pk")[:MOST_EXACT]
    either = Q(Among(F("pk"), ArraySubquery(newest))) | Q(Among(F("pk"), ArraySubquery(called)))
    named = ExpressionWrapper(Q(folded_title=marks.text("folded")), output_field=BooleanField())
    return (
        ResourcePage.objects.filter(either)
        .order_by()
        .annotate(rank=SearchRank(F("search_vector"), query), exact=named)
        .values_list(*COLUMNS)
    )


_MATCHING = Prepared(_matching, planned=False)


def find_resources(question: Question) -> list[Hit]:
    """Resources that match, and those that are called so."""
    return _hits(
        _MATCHING.rows(
            shape_of(question), query=question.query, folded=question.folded, **values_of(question)
        )
    )


def _alike(marks: Any, *shape: Any) -> QuerySet[Any]:
    """Titles written much like the words."""
    folded = marks.text("folded")
    return (
        readable(marks, *shape)
        .filter(folded_title__trigram_word_similar=folded)
        .annotate(rank=TrigramWordSimilarity(folded, "folded_title"), exact=Value(False, BooleanField()))
        .order_by("-rank", "-pk")
        .values_list(*COLUMNS)[:MOST_ALIKE]
    )


_ALIKE = Prepared(_alike, planned=False)


def alike_resources(question: Question) -> list[Hit]:
    """Titles written much like the words."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL pg_trgm.word_similarity_threshold = {FORGIVEN}")
        return _hits(_ALIKE.rows(shape_of(question), folded=question.folded, **values_of(question)))


def _hits(rows: Any) -> list[Hit]:
    today = timezone.localdate()
    found: dict[int, Hit] = {}
    for pk, rank, exact, community, language, place, at, confirmed_at, changed_at, review in rows:
        trust = trust_of(confirmed_at, changed_at, review, today)
        found.setdefault(pk, Hit(pk, rank, exact, community, language, place, at, trust))
    return list(found.values())


# What a finding tells of a resource, and of those it points at.
_TOLD = ("id", "title", "url_path", "kind", "summary", "next_review_on", "changed_at", "confirmed_at", "confirmed_by_id")  # fmt: skip
_BESIDE = ("confirmed_by__name", "community__name", "community__accent")
_SHOWN = Prepared(
    lambda marks, kind: (
        library(reader(marks, kind))
        .filter(Among(F("pk"), marks.integers("pks")))
        .order_by()
        .values_list(*_TOLD, *_BESIDE)
    )
)


def resource_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    found = []
    for row in _SHOWN.rows((reader_kind(question.user),), user=question.user.pk, pks=list(pks)):
        *told, confirmer, community, accent = row
        page = _page(dict(zip(_TOLD, told, strict=True)), confirmer)
        trust = (page.trust_state, page.trust_for(question.user))
        found.append(
            Finding(
                page.pk, page.title, page.url, page.summary, (page.type_label, community), accent, trust=trust
            )
        )
    return in_order(found, pks)


# What a finding that lies in a resource is told of its trust by.
TRUSTED = ("id", "confirmed_at", "changed_at", "next_review_on", "confirmed_by_id")


def trust_words(user: Any, trusted: Sequence[Any]) -> tuple[str, str]:
    """The state of a resource, and that in words for this reader: of those columns, and of its confirmer's name."""
    *told, confirmer = trusted
    page = _page(dict(zip(TRUSTED, told, strict=True)), confirmer)
    return page.trust_state, page.trust_for(user)


def _page(values: dict[str, Any], confirmer: str | None) -> ResourcePage:
    """A resource of some of its columns; the others would be fetched when they are asked for."""
    names = [field.attname for field in ResourcePage._meta.concrete_fields]
    values["page_ptr_id"] = values["id"]
    page = ResourcePage.from_db("default", names, [values.get(name, DEFERRED) for name in names])
    if confirmer is not None:
        page.confirmed_by = User(pk=page.confirmed_by_id, name=confirmer)
    return page


def newest_matching(user: Any, query: Any, *, limit: int) -> list[ResourcePage]:
    """Resources that match any search expression, the best of the newest first."""
    newest = library(user).filter(search_vector=query).order_by("-pk").values("pk")[:BOUND]
    rows = (
        ResourcePage.objects.filter(pk__in=newest).select_related("community", "confirmed_by").defer("body")
    )
    return list(rows.annotate(rank=SearchRank(F("search_vector"), query)).order_by("-rank", "-pk")[:limit])
