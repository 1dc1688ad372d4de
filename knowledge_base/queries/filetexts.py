"""Searching the words of files: a file is found by whoever may read a page that holds it, and by nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from communities.finding import Finding, Hit, Question, in_order
from cop_portal.foundation.searching import BOUND
from knowledge_base.models import LibraryDocument
from knowledge_base.queries.search import readable, trust_of

_HELD = """
    FROM knowledge_base_documenttext t
    JOIN wagtailcore_referenceindex x ON x.to_content_type_id = %s AND x.base_content_type_id = %s
        AND x.to_object_id = t.document_id::text
    JOIN knowledge_base_resourcepage r ON r.page_ptr_id::text = x.object_id
    JOIN wagtailcore_page p ON p.id = r.page_ptr_id
"""


def _gate(question: Question) -> tuple[str, list[Any], list[Any]]:
    """The pages that count, as SQL with its parameters, and the parameters of _HELD."""
    sql, parameters = readable(question).order_by().values("pk").query.sql_with_params()
    types = ContentType.objects.get_for_models(LibraryDocument, Page)
    return sql, list(parameters), [types[LibraryDocument].pk, types[Page].pk]


def find_documents(question: Question) -> list[Hit]:
    """Documents whose words match, each once, in a page that this person may read."""
    gate, parameters, held = _gate(question)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.document_id, ts_rank(t.search, %s::tsquery), r.community_id, r.language, r.place, "
            f"p.first_published_at, r.confirmed_at, r.next_review_on {_HELD} "
            f"WHERE t.search @@ %s::tsquery AND r.page_ptr_id IN ({gate}) "
            f"ORDER BY t.document_id DESC, r.page_ptr_id LIMIT {BOUND}",
            [question.query, *held, question.query, *parameters],
        )
        rows = cursor.fetchall()
    today = timezone.localdate()
    found: dict[int, Hit] = {}
    for pk, rank, community, language, place, at, confirmed_at, review in rows:
        trust = trust_of(confirmed_at, review, today)
        found.setdefault(pk, Hit(pk, rank, False, community, language, place, at, trust))
    return list(found.values())


def document_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    """Documents lead to the page that holds them: there one sees what they are and until when they hold."""
    gate, parameters, held = _gate(question)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (t.document_id) t.document_id, d.title, left(t.text, 40000), p.title, "
            f"p.url_path, c.name, c.accent {_HELD} "
            "JOIN knowledge_base_librarydocument d ON d.id = t.document_id "
            "JOIN communities_community c ON c.id = r.community_id "
            f"WHERE t.document_id = ANY(%s) AND r.page_ptr_id IN ({gate}) "
            "ORDER BY t.document_id, r.page_ptr_id",
            [*held, list(pks), *parameters],
        )
        rows = cursor.fetchall()
    found = [
        Finding(pk, title, url, text, (page, community), accent)
        for pk, title, text, page, url, community, accent in rows
    ]
    return in_order(found, pks)
