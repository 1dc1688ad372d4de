"""Searching the words of files: a file is found by whoever may read a page that holds it, and by nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page

from communities.finding import Finding, Hit, Question, in_order
from cop_portal.foundation.prepared import KEYS, Prepared
from cop_portal.foundation.searching import BOUND
from cop_portal.foundation.statements import Statement
from knowledge_base.models import LibraryDocument
from knowledge_base.queries.search import readable, shape_of, trust_of, trust_words, values_of

# What is asked of the pages that count, as the columns of one table.
_COLUMNS = ("pk", "title", "url_path", "community_id", "community__name", "community__accent", "language", "place", "first_published_at", "confirmed_at", "changed_at", "next_review_on", "confirmed_by_id", "confirmed_by__name")  # fmt: skip
_READABLE = Prepared(lambda marks, *shape: readable(marks, *shape).order_by().values_list(*_COLUMNS))
# A page's number stands as text in the index of references. It is read as one only where it is one's.
_HELD = f"""
    FROM knowledge_base_documenttext t
    JOIN wagtailcore_referenceindex x ON x.to_content_type_id = %s AND x.base_content_type_id = %s
        AND x.to_object_id = t.document_id::text
    JOIN ({{gate}}) r ({", ".join(_COLUMNS)})
        ON r.pk = CASE WHEN x.base_content_type_id = %s THEN x.object_id::integer END
"""
_HITS = f"""
    SELECT t.document_id, ts_rank(t.search, %s::tsquery), r.community_id, r.language, r.place,
        r.first_published_at, r.confirmed_at, r.changed_at, r.next_review_on
    {_HELD}
    WHERE t.search @@ %s::tsquery ORDER BY t.document_id DESC, r.pk LIMIT {BOUND}
"""
_ROWS = f"""
    SELECT DISTINCT ON (t.document_id) t.document_id, d.title, left(t.text, 40000), r.title, r.url_path,
        r.community__name, r.community__accent, r.pk, r.confirmed_at, r.changed_at, r.next_review_on,
        r.confirmed_by_id, r.confirmed_by__name
    {_HELD}
    JOIN knowledge_base_librarydocument d ON d.id = t.document_id
    WHERE t.document_id = ANY({KEYS}) ORDER BY t.document_id, r.pk
"""


@lru_cache(maxsize=256)
def _statement(sql: str, gate: str) -> Statement:
    return Statement(sql.replace("{gate}", gate))


def _rows(sql: str, question: Question, before: list[Any], after: list[Any]) -> list[tuple[Any, ...]]:
    """The rows of one of the two, through the gate of the library."""
    gate, values = _READABLE.sql(shape_of(question), **values_of(question))
    types = ContentType.objects.get_for_models(LibraryDocument, Page)
    page = types[Page].pk
    return _statement(sql, gate).rows([*before, types[LibraryDocument].pk, page, *values, page, *after])


def find_documents(question: Question) -> list[Hit]:
    """Documents whose words match, each once, in a page that this person may read."""
    today = timezone.localdate()
    found: dict[int, Hit] = {}
    for row in _rows(_HITS, question, [question.query], [question.query]):
        pk, rank, community, language, place, at, confirmed_at, changed_at, review = row
        trust = trust_of(confirmed_at, changed_at, review, today)
        found.setdefault(pk, Hit(pk, rank, False, community, language, place, at, trust))
    return list(found.values())


def document_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    """Documents lead to the page that holds them: there one sees what they are and until when they hold."""
    rows = _rows(_ROWS, question, [], [list(pks)])
    found = [
        Finding(pk, title, url, text, (page, community), accent, trust=trust_words(question.user, trusted))
        for pk, title, text, page, url, community, accent, *trusted in rows
    ]
    return in_order(found, pks)
