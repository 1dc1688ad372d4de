"""Dull discussions, made by the real verbs."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from discussions.actions import (
    briefs,
    contributions,
    discussions,
    disseminations,
    phases,
    representations,
    syntheses,
)
from discussions.models import Contribution, Discussion, Synthesis


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


def asked_and_sent_on(talk: Discussion, by: Any, member: Any) -> Synthesis:
    """A synthesis about which the member was asked and corrected it; published, and mailed to a partner."""
    words = {
        "in_short": "Care [1].",
        "body": "### Care\n\nGrease [1].",
        "conclusions": "Grease.",
        "open_questions": "Who?",
    }
    draft = syntheses.save_synthesis(discussion=talk, by=by, **words)
    representations.ask(discussion=talk, by=by)
    representations.answer(synthesis=draft, by=member, words="Grease <b>budget</b>")
    syntheses.save_synthesis(discussion=talk, by=by, minority="Paint <filter> [1].", **words)
    done = syntheses.publish_synthesis(discussion=talk, by=by)
    partners = [("Ministry", "water@ministry.example")]
    disseminations.mail_partners(discussion=talk, by=by, partners=partners, words="For you")
    return done
