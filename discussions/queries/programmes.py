"""What a facilitated discussion has beside its contributions, brought by the one statement of its page."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

# Who is asked to speak, the experts first.
_ASKED = """(
    SELECT json_agg(json_build_object('id', u.id, 'name', u.name, 'expert', i.as_expert, 'spoke', i.has_spoken)
                    ORDER BY i.as_expert DESC, u.folded_name)
    FROM discussions_invited i JOIN accounts_user u ON u.id = i.user_id
    WHERE i.discussion_id = d.id AND i.withdrawn_at IS NULL
)"""
# What is asked, with how many contributions answer each question.
_QUESTIONS = """(
    SELECT json_agg(json_build_object('number', g.number, 'text', g.text, 'times', coalesce(said.times, 0))
                    ORDER BY g.number)
    FROM discussions_guidingquestion g
    LEFT JOIN (
        SELECT k.question_number, count(*) AS times FROM discussions_contribution k
        WHERE k.discussion_id = d.id AND k.question_number IS NOT NULL AND k.withdrawn_at IS NULL AND k.hidden_at IS NULL
        GROUP BY k.question_number
    ) said ON said.question_number = g.number
    WHERE g.discussion_id = d.id
)"""
# What was pinned on the way.
_SUMMARIES = """(
    SELECT json_agg(json_build_object('number', s.number, 'body_html', s.body_html, 'at', s.at, 'by', u.name)
                    ORDER BY s.number)
    FROM discussions_summary s LEFT JOIN accounts_user u ON u.id = s.by_id WHERE s.discussion_id = d.id
)"""
# The synthesis, once it is published.
_SYNTHESIS = """(
    SELECT json_build_object(
        'in_short', y.in_short, 'in_short_html', y.in_short_html, 'body_html', y.body_html,
        'conclusions_html', y.conclusions_html, 'minority_html', y.minority_html,
        'open_questions_html', y.open_questions_html, 'at', y.published_at, 'by', u.name)
    FROM discussions_synthesis y LEFT JOIN accounts_user u ON u.id = y.written_by_id
    WHERE y.discussion_id = d.id AND y.published_at IS NOT NULL
)"""
# What it was before it was turned into a facilitated one.
_BEGAN = """(
    SELECT json_build_object('kind', t.kind, 'title', t.title, 'body_html', t.body_html, 'at', t.at)
    FROM discussions_turning t WHERE t.discussion_id = d.id
)"""
PARTS = (_ASKED, _QUESTIONS, _SUMMARIES, _SYNTHESIS, _BEGAN)
# As columns of a statement in which the discussion is called d; nothing of other kinds of discussions.
COLUMNS = ", ".join(f"CASE WHEN d.kind = 'facilitated' THEN {part}::text END" for part in PARTS)


@dataclass(frozen=True)
class Programme:
    """The parts as JSON, the way Postgres wrote it: what is drawn of equal ones looks alike, and can be kept."""

    asked: str = ""
    questions: str = ""
    summaries: str = ""
    synthesis: str = ""
    began: str = ""


def parts_of(row: list[str | None]) -> Programme:
    """Out of the columns above."""
    return Programme(*[text or "" for text in row])


def listed(text: str) -> list[dict[str, Any]]:
    """The rows of a part."""
    rows: list[dict[str, Any]] = json.loads(text) if text else []
    return [_timed(row) for row in rows]


def single(text: str) -> dict[str, Any] | None:
    """A part that is there once or not at all."""
    return _timed(json.loads(text)) if text else None


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    if "at" in row:
        row["at"] = datetime.datetime.fromisoformat(row["at"])
    return row
