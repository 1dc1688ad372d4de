"""Dull discussions, made by the real verbs."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from discussions.actions import briefs, contributions, discussions, phases
from discussions.models import Contribution, Discussion


def question(community: Any, by: Any, **fields: Any) -> Discussion:
    fields = {"title": "Which pump lasts?", "body": "In hard water.", "kind": "question", **fields}
    return discussions.start(community=community, by=by, **fields)


def facilitated(community: Any, by: Any, *, opened: bool = True, **fields: Any) -> Discussion:
    today = timezone.localdate()
    fields = {
        "title": "How do pumps last?",
        "body": "Bring one case.",
        "questions": ["Where?", "What?"],
        "opens_on": today,
        "closes_on": today + datetime.timedelta(days=7),
        "synthesis_on": today + datetime.timedelta(days=9),
        "share_on": today + datetime.timedelta(days=12),
        **fields,
    }
    talk = briefs.convene(community=community, by=by, **fields)
    if opened:
        phases.open_discussion(discussion=talk, by=by)
        talk.refresh_from_db()
    return talk


def said(talk: Discussion, by: Any, body: str = "The blue one holds.", **fields: Any) -> Contribution:
    return contributions.add(discussion=talk, by=by, body=body, **fields)
