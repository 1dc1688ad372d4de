"""The statements behind one contribution, planned once: posting is what a portal must never be slow at.

Each is what the ORM would ask; see foundation/prepared.py and docs/decisions/0009-speed.md.
"""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from cop_portal.foundation.prepared import Prepared
from cop_portal.foundation.statements import Statement
from discussions.models import Contribution, Discussion


class Locked(NamedTuple):
    """The row of a discussion, held until the transaction ends."""

    pk: int
    last_number: int
    first_reply_at: datetime.datetime | None
    author_id: int | None


_LOCK = Prepared(
    lambda marks: (
        Discussion.objects.select_for_update(no_key=True)
        .filter(pk=marks.integer("pk"))
        .values_list("pk", "last_number", "first_reply_at", "author_id")
    )
)
_TWIN = Prepared(
    lambda marks: Contribution.objects.filter(
        discussion_id=marks.integer("discussion"), key=marks.text("key")
    ).values_list("pk")
)
_COUNT = Statement(
    "UPDATE discussions_discussion SET last_number = %s, contribution_count = contribution_count + 1, "
    "active_at = %s, first_reply_at = %s WHERE id = %s"
)
_READ = Statement(
    "INSERT INTO discussions_readmark (user_id, discussion_id, number, at) VALUES (%s, %s, %s, now()) "
    "ON CONFLICT (user_id, discussion_id) DO UPDATE "
    "SET number = GREATEST(discussions_readmark.number, EXCLUDED.number), at = now()"
)
_FORGET = Statement("DELETE FROM discussions_draft WHERE user_id = %s AND place = %s")


def lock(discussion_id: int) -> Locked:
    """Hold the discussion, so that numbers follow one another. Raises Discussion.DoesNotExist."""
    for row in _LOCK.rows(pk=discussion_id):
        return Locked(*row)
    raise Discussion.DoesNotExist


def twin_id(discussion_id: int, key: str) -> int | None:
    """The contribution that was made with the same key before, if one was."""
    rows = _TWIN.rows(discussion=discussion_id, key=key) if key else []
    return rows[0][0] if rows else None


def count(locked: Locked, contribution: Contribution, moment: datetime.datetime) -> None:
    """The discussion's counters, under its row lock."""
    replied: Any = locked.first_reply_at
    if replied is None and contribution.author_id != locked.author_id:
        replied = moment
    _COUNT.run([contribution.number, moment, replied, locked.pk])


def note_read(*, discussion_id: int, user_id: int, number: int) -> None:
    """Move a reader's mark forward, never back."""
    _READ.run([user_id, discussion_id, number])


def forget_draft(*, user_id: int, place: str) -> None:
    """The draft of what was just posted is no longer needed."""
    _FORGET.run([user_id, place])
