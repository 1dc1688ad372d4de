"""What an indicator is: a question, a formula in SQL over days, and what it does not say."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.functional import Promise

from cop_portal.foundation.activity import verbs


@dataclass(frozen=True)
class Indicator:
    """sql measures a range of days at once: rows of (community, day, value, n, parts).

    It may use the parameters lo, hi (days), ids (communities), counts and reacts (verbs). The version
    rises with every change of meaning, and stands beside each figure.
    """

    key: str
    name: str | Promise
    question: str | Promise
    formula: str | Promise
    silent_on: str | Promise
    bad_incentive: str | Promise
    window: int
    sql: str
    version: int = 1
    unit: str = "share"  # share, count, hours, index
    better: int = 0  # +1: more is better, -1: less is better, 0: neither
    needs: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)


_indicators: dict[str, Indicator] = {}

# Days and members of the communities, for every indicator. A day ends at midnight UTC.
DAYS = """
    days AS (
        SELECT k.id AS community, d::date AS day, (d::date + 1)::timestamptz AS ends
        FROM communities_community k
        CROSS JOIN generate_series(%(lo)s::date, %(hi)s::date, interval '1 day') d
        WHERE k.id = ANY(%(ids)s)
    ),
    membership AS (
        SELECT m.community_id AS community, m.user_id AS person, m.joined_at, m.left_at
        FROM communities_membership m
        WHERE m.community_id = ANY(%(ids)s) AND m.joined_at IS NOT NULL AND m.state IN ('active', 'left')
    ),
    members AS (
        SELECT d.community, d.day, count(*) AS n FROM days d JOIN membership m
        ON m.community = d.community AND m.joined_at < d.ends AND (m.left_at IS NULL OR m.left_at >= d.ends)
        GROUP BY 1, 2
    )
"""

# Contributions as people made them: what was withdrawn or is hidden, and a word or two of thanks, does not count.
CONTRIBUTED = """
    SELECT e.community_id AS community, e.actor_id AS person, e.at, (e.at AT TIME ZONE 'UTC')::date AS day
    FROM activity_activityentry e
    LEFT JOIN discussions_contribution c
        ON e.target_type = 'discussions.contribution' AND c.id = e.target_id
    WHERE e.community_id = ANY(%(ids)s) AND e.actor_id IS NOT NULL AND e.verb = ANY(%(counts)s)
        AND c.withdrawn_at IS NULL AND c.hidden_at IS NULL AND coalesce((e.facts ->> 'words')::int, 99) >= 3
"""


def register(indicator: Indicator) -> Indicator:
    if indicator.key in _indicators:
        raise ValueError(f"the indicator {indicator.key} is registered twice")
    _indicators[indicator.key] = indicator
    return indicator


def all_indicators() -> list[Indicator]:
    return list(_indicators.values())


def get(key: str) -> Indicator:
    return _indicators[key]


def parameters(lo: datetime.date, hi: datetime.date, ids: list[int]) -> dict[str, Any]:
    return {
        "lo": lo,
        "hi": hi,
        "ids": ids,
        "counts": verbs.contribution_verbs(),
        "reacts": verbs.reaction_verbs(),
    }


def measure(indicator: Indicator, lo: datetime.date, hi: datetime.date, ids: list[int]) -> int:
    """Write the figures of these days. The caller has deleted those that stood there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO metrics_figure (indicator, version, community_id, day, value, n, parts) "
            f"SELECT '{indicator.key}', {indicator.version}, community, day, value, n, parts "
            f"FROM ({indicator.sql}) measured",
            {**parameters(lo, hi, ids), **indicator.parameters},
        )
        return cursor.rowcount
