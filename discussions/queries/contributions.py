"""Reading contributions: a page of them in one statement, found by number."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404

from cop_portal.foundation.statements import Statement
from discussions.models import PAGE_SIZE, Contribution, Discussion


class Row(NamedTuple):
    """A contribution as a page shows it."""

    id: int
    number: int
    body_html: str
    has_quoted: bool
    parent_number: int | None
    question_number: int | None
    roles: str
    useful_count: int
    used_count: int
    files: str | None  # JSON: key, name and bytes of each; as text, so that a row can be remembered
    created_at: datetime.datetime
    edited_at: datetime.datetime | None
    withdrawn_at: datetime.datetime | None
    channel: str
    language: str
    author_id: int | None
    author: str | None
    author_zone: str | None
    author_is_guest: bool | None
    organisation: str | None
    office_level: str | None
    office_city: str | None
    parent_author: str | None
    found_useful: bool
    has_used: bool
    moved_to_id: int | None
    hidden_at: datetime.datetime | None
    hidden_why: str


# What is hidden leaves the database for its author and for those who moderate alone.
_SHOWN = "(k.hidden_at IS NULL OR me.moderates OR k.author_id = me.id)"
_FILES = """(
    SELECT json_agg(json_build_array(a.id, a.name, a.size) ORDER BY a.id)::text
    FROM discussions_attachment a WHERE a.contribution_id = k.id
)"""
_ROWS = Statement(f"""
    SELECT k.id, k.number, CASE WHEN {_SHOWN} THEN k.body_html ELSE '' END,
           (k.quoted <> '' AND {_SHOWN}), k.parent_number, k.question_number, k.roles,
           k.useful_count, k.used_count, CASE WHEN k.attachment_count > 0 AND {_SHOWN} THEN {_FILES} END, k.created_at,
           k.edited_at, k.withdrawn_at, k.channel,
           k.language, k.author_id, u.name, u.time_zone, u.is_guest, u.organisation, o.level, o.city,
           pu.name, (us.id IS NOT NULL), (ud.id IS NOT NULL), k.moved_to_id,
           k.hidden_at, CASE WHEN {_SHOWN} THEN k.hidden_why ELSE '' END
    FROM discussions_contribution k
    CROSS JOIN (SELECT %s::bigint AS id, %s::boolean AS moderates) me
    LEFT JOIN accounts_user u ON u.id = k.author_id
    LEFT JOIN accounts_office o ON o.id = k.office_id
    LEFT JOIN discussions_contribution p ON p.id = k.parent_id
    LEFT JOIN accounts_user pu ON pu.id = p.author_id
    LEFT JOIN discussions_useful us ON us.contribution_id = k.id AND us.user_id = me.id
    LEFT JOIN discussions_use ud ON ud.contribution_id = k.id AND ud.user_id = me.id
    WHERE k.discussion_id = %s AND k.number BETWEEN %s AND %s
    ORDER BY k.number
""")  # noqa: S608


def page_rows(discussion_id: int, user_id: int | None, page: int, *, moderates: bool = False) -> list[Row]:
    """The contributions of a page. The numbers of the first and last follow from the page.

    moderates: whether this reader reads what is hidden (permissions.sees_hidden).
    """
    first = (page - 1) * PAGE_SIZE + 1
    rows = _ROWS.rows([user_id, moderates, discussion_id, first, first + PAGE_SIZE - 1])
    return [Row._make(row) for row in rows]


def one_row(contribution: Contribution, user_id: int | None, *, moderates: bool = False) -> Row:
    """The same for a single contribution."""
    number = contribution.number
    return Row._make(_ROWS.rows([user_id, moderates, contribution.discussion_id, number, number])[0])


def numbered(user: Any, discussion: Discussion, number: int) -> Contribution:
    """One contribution by its number, for who may read the discussion. Raises Http404."""
    found = Contribution.objects.visible_to(user).filter(discussion=discussion, number=number).first()
    if found is None:
        raise Http404
    found.discussion = discussion
    return found


def standing_at(discussion: Discussion, number: int) -> Contribution | None:
    """What can be answered by its number: neither withdrawn nor hidden."""
    rows = Contribution.objects.standing().select_related("author")
    return rows.filter(discussion=discussion, number=number).first()


def in_discussion(discussion: Discussion) -> QuerySet[Contribution]:
    """All that stand in a discussion, in order, with their authors."""
    rows = Contribution.objects.standing().filter(discussion=discussion)
    return rows.select_related("author").order_by("number")
