"""The list of people that stands beside a discussion: derived, and brought up to date afterwards."""

from __future__ import annotations

from django.db import connection

from discussions.models import Discussion

NAMED = 40

_PEOPLE_SQL = """
    SELECT k.author_id, u.name, u.time_zone, u.is_guest,
           (array_agg(o.city ORDER BY k.number DESC) FILTER (WHERE o.city IS NOT NULL))[1],
           (array_agg(k.roles ORDER BY k.number DESC) FILTER (WHERE k.roles <> ''))[1],
           array_agg(DISTINCT k.office_id) FILTER (WHERE k.office_id IS NOT NULL)
    FROM discussions_contribution k
    JOIN accounts_user u ON u.id = k.author_id
    LEFT JOIN accounts_office o ON o.id = k.office_id
    WHERE k.discussion_id = %s AND k.withdrawn_at IS NULL AND k.hidden_at IS NULL
    GROUP BY k.author_id, u.name, u.time_zone, u.is_guest
    ORDER BY count(*) DESC, k.author_id
"""

_INVITED_SQL = """
    UPDATE discussions_invited i SET has_spoken = spoke.ok
    FROM (
        SELECT j.id, EXISTS (
            SELECT 1 FROM discussions_contribution k
            WHERE k.discussion_id = j.discussion_id AND k.author_id = j.user_id
              AND k.withdrawn_at IS NULL AND k.hidden_at IS NULL
        ) AS ok
        FROM discussions_invited j WHERE j.discussion_id = %s
    ) spoke
    WHERE i.id = spoke.id AND i.has_spoken <> spoke.ok
"""


def refresh_people(discussion_id: int) -> None:
    """Who takes part: the counts, the list beside the discussion, and who of those asked has spoken."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE_SQL, [discussion_id])
        rows = cursor.fetchall()
    offices: set[int] = set()
    for row in rows:
        offices.update(row[6] or ())
    people = [
        {
            "id": pk,
            "name": name,
            "zone": zone,
            "guest": guest,
            "city": city or "",
            "role": (roles or "").split(" ")[0],
        }
        for pk, name, zone, guest, city, roles, _offices in rows[:NAMED]
    ]
    Discussion.objects.filter(pk=discussion_id).update(
        people=people, people_count=len(rows), office_count=len(offices)
    )
    with connection.cursor() as cursor:
        cursor.execute(_INVITED_SQL, [discussion_id])
