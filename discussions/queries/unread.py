"""What a person has not read yet of the discussions that they opened or follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cop_portal.foundation.notifications.models import EVERYTHING
from cop_portal.foundation.statements import Statement
from discussions.models import page_of

_SEEN = """
    SELECT m.discussion_id, m.number FROM discussions_readmark m WHERE m.user_id = %s
    UNION ALL
    SELECT f.discussion_id, 0 FROM discussions_follow f
    WHERE f.user_id = %s AND NOT EXISTS (
        SELECT 1 FROM discussions_readmark m WHERE m.user_id = f.user_id AND m.discussion_id = f.discussion_id
    )
"""
_NOT_MUTED = """
    NOT EXISTS (
        SELECT 1 FROM discussions_follow f
        WHERE f.discussion_id = d.id AND f.user_id = %s AND f.frequency = 'never'
    )
"""
_OF_LIST = Statement(f"""
    SELECT d.id, seen.number, d.last_number
    FROM ({_SEEN}) seen JOIN discussions_discussion d ON d.id = seen.discussion_id
    WHERE d.last_number > seen.number AND d.id = ANY(%s::bigint[]) AND {_NOT_MUTED}
""")  # noqa: S608
# The same, and a row of nought where the community is muted: a list asks once.
_OF_COMMUNITY = Statement(f"""
    {_OF_LIST.sql}
    UNION ALL
    SELECT 0, 0, 0 FROM notifications_preference p
    WHERE p.user_id = %s AND p.community_id = %s AND p.kind = '{EVERYTHING}' AND p.frequency = 'never'
""")  # noqa: S608
_BY_COMMUNITY = Statement(f"""
    SELECT d.community_id, count(*)
    FROM ({_SEEN}) seen JOIN discussions_discussion d ON d.id = seen.discussion_id
    WHERE d.last_number > seen.number AND d.community_id = ANY(%s::bigint[]) AND d.merged_into_id IS NULL
      AND {_NOT_MUTED} AND NOT EXISTS (
        SELECT 1 FROM notifications_preference p
        WHERE p.user_id = %s AND p.community_id = d.community_id AND p.kind = '{EVERYTHING}'
          AND p.frequency = 'never'
    )
    GROUP BY d.community_id
""")  # noqa: S608


@dataclass(frozen=True)
class Unread:
    """How many contributions came since, and the first of them."""

    count: int
    first: int

    @property
    def anchor(self) -> str:
        """What follows the address of the discussion to go there."""
        page = page_of(self.first)
        return f"?page={page}#c{self.first}" if page > 1 else f"#c{self.first}"


def of_list(user: Any, discussion_ids: list[int]) -> dict[int, Unread]:
    """By discussion, for those of them that the person opened or follows and did not mute."""
    if not user.is_authenticated or not discussion_ids:
        return {}
    rows = _OF_LIST.rows([user.pk, user.pk, discussion_ids, user.pk])
    return {pk: Unread(last - number, number + 1) for pk, number, last in rows}


def of_community(user: Any, community_id: int, discussion_ids: list[int]) -> tuple[dict[int, Unread], bool]:
    """The same for a list of one community, and whether the person muted it."""
    if not user.is_authenticated:
        return {}, False
    rows = _OF_COMMUNITY.rows([user.pk, user.pk, discussion_ids, user.pk, user.pk, community_id])
    new = {pk: Unread(last - number, number + 1) for pk, number, last in rows if pk}
    return new, len(new) < len(rows)


def by_community(user: Any, community_ids: list[int]) -> dict[int, int]:
    """How many discussions of each community hold something unread; those muted are left out."""
    if not community_ids:
        return {}
    return dict(_BY_COMMUNITY.rows([user.pk, user.pk, community_ids, user.pk, user.pk]))
