"""Searching discussions, contributions and the files in them. The newest rows that match are ranked and
counted, never all of them. Their keys are sorted first, alone: what a row weighs is its words.

A common word matches a good part of all rows; Postgres then walks the newest, while for rare words
it asks the word index: it chooses by its statistics, so these statements are planned each time.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.finding import Finding, Hit, Question, in_order
from cop_portal.foundation.prepared import KEYS
from cop_portal.foundation.searching import BOUND, FORGIVEN
from cop_portal.foundation.statements import Statement
from discussions.enums import Kind, kind_in
from discussions.models import page_of

MOST_EXACT = 20
MOST_ALIKE = 5

# Hidden, merged and being prepared is found by nobody: those who may read it have it in their lists.
_SHOWN = "{within} AND phase <> 'brief' AND hidden_at IS NULL AND merged_into_id IS NULL"
_HIT = "coalesce(m.language, ''), coalesce(o.city, ''), m.created_at, ''"
_DISCUSSIONS = f"""
    SELECT m.id, ts_rank(m.search, %(query)s::tsquery), m.folded_title = %(folded)s, m.community_id, {_HIT}
    FROM discussions_discussion m LEFT JOIN accounts_office o ON o.id = m.office_id
    WHERE m.id = ANY (ARRAY(
        (SELECT id FROM discussions_discussion
         WHERE search @@ %(query)s::tsquery AND {_SHOWN} {{narrowed}} ORDER BY id DESC LIMIT {BOUND})
        UNION ALL
        (SELECT id FROM discussions_discussion
         WHERE folded_title = %(folded)s AND {_SHOWN} {{narrowed}} LIMIT {MOST_EXACT})
    ))
"""  # noqa: S608 (no words of others)
_ALIKE = f"""
    SET LOCAL pg_trgm.word_similarity_threshold = {FORGIVEN};
    SELECT id, word_similarity(%(folded)s, folded_title), false, community_id, language, '', created_at, ''
    FROM discussions_discussion
    WHERE folded_title %%> %(folded)s AND {_SHOWN} {{narrowed}}
    ORDER BY 2 DESC, id DESC LIMIT {MOST_ALIKE}
"""  # noqa: S608
_CONTRIBUTIONS = f"""
    SELECT m.id, ts_rank(m.search, %(query)s::tsquery), false, m.community_id, {_HIT}
    FROM discussions_contribution m
    JOIN discussions_discussion d ON d.id = m.discussion_id AND d.hidden_at IS NULL
    LEFT JOIN accounts_office o ON o.id = m.office_id
    WHERE m.id = ANY (ARRAY(
        SELECT id FROM discussions_contribution
        WHERE search @@ %(query)s::tsquery AND {{within}} AND hidden_at IS NULL {{narrowed}}
        ORDER BY id DESC LIMIT {BOUND}
    ))
"""  # noqa: S608
_FILES = f"""
    SELECT m.id, ts_rank(t.search, %(query)s::tsquery), false, m.community_id, {_HIT}
    FROM (
        SELECT a.id, k.community_id, k.language, k.office_id, k.created_at
        FROM discussions_attachmenttext t
        JOIN discussions_attachment a ON a.id = t.attachment_id
        JOIN discussions_contribution k ON k.id = a.contribution_id AND k.hidden_at IS NULL
            AND k.withdrawn_at IS NULL AND {{within}}
        JOIN discussions_discussion d ON d.id = k.discussion_id AND d.hidden_at IS NULL AND d.phase <> 'brief'
        WHERE t.search @@ %(query)s::tsquery {{narrowed}}
        ORDER BY t.attachment_id DESC LIMIT {BOUND}
    ) m
    JOIN discussions_attachmenttext t ON t.attachment_id = m.id
    LEFT JOIN accounts_office o ON o.id = m.office_id
"""  # noqa: S608
_OFFICES = "office_id IN (SELECT id FROM accounts_office WHERE city = %(place)s)"


def _hits(sql: str, question: Question, prefix: str = "") -> list[Hit]:
    narrowed = question.narrowed
    within, reached = question.reach.within(f"{prefix}community_id")
    parts = [
        part
        for value, part in (
            (narrowed.community, f"{prefix}community_id = %(community)s"),
            (narrowed.language, f"{prefix}language = %(language)s"),
            (narrowed.place, f"{prefix}{_OFFICES}"),
            (narrowed.since, f"{prefix}created_at >= %(since)s"),
        )
        if value
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(within=within, narrowed="".join(f" AND {part}" for part in parts)),
            {
                **reached,
                "query": question.query,
                "folded": question.folded,
                "community": narrowed.community,
                "language": narrowed.language,
                "place": narrowed.place,
                "since": narrowed.since,
            },
        )
        return [Hit._make(row) for row in cursor.fetchall()]


def find_discussions(question: Question) -> list[Hit]:
    """Discussions whose title or opening matches, and those that are called so."""
    found: dict[int, Hit] = {}
    for hit in _hits(_DISCUSSIONS, question):
        found.setdefault(hit.pk, hit)
    return list(found.values())


def alike_discussions(question: Question) -> list[Hit]:
    """Titles written much like the words."""
    return _hits(_ALIKE, question)


def find_contributions(question: Question) -> list[Hit]:
    """Contributions that match. Withdrawn ones have no words."""
    return _hits(_CONTRIBUTIONS, question)


def find_files(question: Question) -> list[Hit]:
    """Files of contributions whose text matches."""
    return _hits(_FILES, question, "k.")


# The few rows that a page shows, by their keys: one way for all, planned once.
_DISCUSSION_ROWS = Statement(
    "SELECT d.id, d.title, left(d.body, 4000), d.kind, d.active_at, c.slug, c.name, c.accent, c.modules_off "  # noqa: S608
    f"FROM discussions_discussion d JOIN communities_community c ON c.id = d.community_id WHERE d.id = ANY({KEYS})"
)
_CONTRIBUTION_ROWS = Statement(
    "SELECT k.id, k.number, k.body, k.created_at, u.name, d.id, d.title, c.slug, c.name, c.accent "  # noqa: S608
    "FROM discussions_contribution k JOIN discussions_discussion d ON d.id = k.discussion_id "
    "JOIN communities_community c ON c.id = k.community_id LEFT JOIN accounts_user u ON u.id = k.author_id "
    f"WHERE k.id = ANY({KEYS})"
)
_FILE_ROWS = Statement(
    "SELECT a.id, a.name, left(m.text, 40000), k.number, k.created_at, d.id, d.title, c.slug, c.name, c.accent "  # noqa: S608
    "FROM discussions_attachment a JOIN discussions_attachmenttext m ON m.attachment_id = a.id "
    "JOIN discussions_contribution k ON k.id = a.contribution_id "
    "JOIN discussions_discussion d ON d.id = k.discussion_id "
    f"JOIN communities_community c ON c.id = k.community_id WHERE a.id = ANY({KEYS})"
)


def discussion_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    rows = _DISCUSSION_ROWS.rows([list(pks)])
    found = []
    for pk, title, body, kind, active_at, slug, community, accent, modules_off in rows:
        asks = kind_in(kind, modules_off) == Kind.QUESTION
        meta = (_("Question"), community) if asks else (community,)
        found.append(
            Finding(pk, title, reverse("discussion", args=[slug, pk]), body, meta, accent, at=active_at)
        )
    return in_order(found, pks)


def contribution_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    rows = _CONTRIBUTION_ROWS.rows([list(pks)])
    found = [
        Finding(pk, title, _place(slug, talk, number), body, (author or "–", community), accent, at=at)
        for pk, number, body, at, author, talk, title, slug, community, accent in rows
    ]
    return in_order(found, pks)


def file_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    """Files lead to what was said with them: there one sees from whom and why."""
    rows = _FILE_ROWS.rows([list(pks)])
    found = [
        Finding(pk, name, _place(slug, talk, number), text, (title, community), accent, at=at)
        for pk, name, text, number, at, talk, title, slug, community, accent in rows
    ]
    return in_order(found, pks)


def _place(slug: str, discussion: int, number: int) -> str:
    page = page_of(number)
    base = f"/communities/{slug}/discussions/{discussion}/"
    return f"{base}?page={page}#c{number}" if page > 1 else f"{base}#c{number}"
