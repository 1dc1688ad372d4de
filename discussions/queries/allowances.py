"""What rights in a discussion grow from: what the record holds of somebody in a community, in one statement."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from communities.models import Community
from communities.permissions import standing
from cop_portal.foundation.statements import Statement
from discussions.enums import KNOWN_AFTER, TRUSTED_AFTER
from discussions.models import Discussion
from discussions.trust import Given


class Record(NamedTuple):
    """What somebody gave, and how much of it lately."""

    given: Given
    in_the_hour: int
    hour_began: datetime.datetime | None
    begun_today: int
    day_began: datetime.datetime | None
    last_here: datetime.datetime | None  # in the discussion that was asked for


# Of the newest two hundred only, so that it costs the same for who gave ten and who gave ten thousand.
_RECORD = Statement("""
    WITH me AS (SELECT %s::bigint AS id, %s::bigint AS community, %s::bigint AS discussion),
    lately AS (
        SELECT k.created_at, k.discussion_id FROM me, discussions_contribution k
        WHERE k.author_id = me.id AND k.created_at > now() - interval '1 day' AND k.channel <> 'import'
        UNION ALL
        SELECT h.at, h.discussion_id FROM me, discussions_heldpost h
        WHERE h.author_id = me.id AND h.at > now() - interval '1 day' AND h.state IN ('waiting', 'refused')
          AND h.discussion_id IS NOT NULL
    ),
    begun AS (
        SELECT d.created_at FROM me, discussions_discussion d
        WHERE d.author_id = me.id AND d.created_at > now() - interval '1 day'
          AND d.channel <> 'import' AND d.kind <> 'facilitated'
        UNION ALL
        SELECT h.at FROM me, discussions_heldpost h
        WHERE h.author_id = me.id AND h.at > now() - interval '1 day' AND h.state IN ('waiting', 'refused')
          AND h.discussion_id IS NULL
        UNION ALL
        -- Nobody wrote down who asked without a name; but the asker follows the question from its first second.
        SELECT d.created_at FROM me, discussions_follow f
        JOIN discussions_discussion d ON d.id = f.discussion_id AND d.is_unnamed
        WHERE f.user_id = me.id AND d.created_at > now() - interval '1 day'
          AND f.at BETWEEN d.created_at - interval '5 seconds' AND d.created_at + interval '5 seconds'
    ),
    given AS (
        SELECT k.useful_count FROM me, discussions_contribution k
        WHERE k.author_id = me.id AND k.community_id = me.community
          AND k.withdrawn_at IS NULL AND k.hidden_at IS NULL
        ORDER BY k.created_at DESC LIMIT 200
    ),
    asked AS (
        SELECT d.id FROM me, discussions_discussion d
        WHERE d.author_id = me.id AND d.community_id = me.community AND d.hidden_at IS NULL LIMIT 3
    )
    SELECT (SELECT count(*) FROM given), (SELECT count(*) FROM asked),
           (SELECT count(*) FROM given WHERE useful_count > 0),
           EXISTS (SELECT 1 FROM me, discussions_contribution k WHERE k.author_id = me.id
                   AND k.community_id = me.community AND k.hidden_at IS NOT NULL)
           OR EXISTS (SELECT 1 FROM me, discussions_discussion d WHERE d.author_id = me.id
                      AND d.community_id = me.community AND d.hidden_at IS NOT NULL),
           (SELECT count(*) FROM lately WHERE created_at > now() - interval '1 hour'),
           (SELECT min(created_at) FROM lately WHERE created_at > now() - interval '1 hour'),
           (SELECT count(*) FROM begun), (SELECT min(created_at) FROM begun),
           (SELECT max(created_at) FROM me, lately WHERE discussion_id = me.discussion)
""")


def record_of(user: Any, community: Community, discussion: Discussion | None = None) -> Record:
    """What the portal knows of this person here; nothing else decides what they may."""
    who = standing(user, community)
    row = _RECORD.rows([user.pk, community.pk, discussion.pk if discussion else None])[0]
    given = Given(
        standing=min(row[0], KNOWN_AFTER),
        begun=min(row[1], KNOWN_AFTER),
        useful=min(row[2], TRUSTED_AFTER),
        hidden=row[3],
        holds_role=bool(who.roles) or who.is_administrator,
    )
    return Record(given, *row[4:])
