"""What is due next in a facilitated discussion, by when, and who is responsible: in words, everywhere."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop_portal.foundation.permissions import can
from cop_portal.foundation.ui import times
from discussions.enums import Kind, Phase
from discussions.models import Discussion
from discussions.permissions import (
    check_ask_people,
    check_change_dates,
    check_see_invited,
    check_take_over,
)


@dataclass(frozen=True)
class Duty:
    """The next thing that is due."""

    text: str  # "Contributions until 12 December"
    left: str = ""  # "6 days left"
    late: bool = False


def duty(phase: str, concluded: Any, due: datetime.date | None, today: datetime.date) -> Duty:
    """The words for a phase and its day. today: where its community is."""
    if due is None:
        return Duty(_("Concluded and sent on") if phase == Phase.SHARED else str(Phase(phase).label))
    patterns = {
        Phase.BRIEF: _("Opens on %(day)s"),
        Phase.CONTRIBUTIONS: _("Contributions until %(day)s"),
        Phase.SUMMARY: _("Synthesis due on %(day)s"),
        Phase.SYNTHESIS: _("Sent on by %(day)s") if concluded else _("Synthesis due on %(day)s"),
    }
    text = patterns[Phase(phase)] % {"day": times.day_text(due)}
    days = (due - today).days
    if days < 0:
        late = ngettext("overdue for %(count)s day", "overdue for %(count)s days", -days)
        return Duty(text, late % {"count": -days}, late=True)
    if days == 0:
        return Duty(text, _("today"))
    return Duty(text, ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days})


def context_of(user: Any, talk: Any, number: int) -> dict[str, Any]:
    """For the head of a discussion's page, from what its one statement brought along."""
    prepares = can(check_ask_people, user, talk)
    asked = talk.asked if number == 1 and can(check_see_invited, user, talk) else []
    return {
        "duty": duty(talk.phase, talk.closed_at, talk.due_on, talk.community.today),
        "holder": talk.facilitator_name,
        "asked": asked,
        "silent": [one for one in asked if not one["spoke"]] if prepares else [],
        "prepares": prepares,
        "may_change_dates": talk.phase not in (Phase.BRIEF, Phase.SHARED)
        and can(check_change_dates, user, talk),
        "may_take_over": talk.phase != Phase.SHARED
        and talk.facilitator_id != user.pk
        and can(check_take_over, user, talk),
        "began": _began(talk) if number == 1 else None,
    }


def _began(talk: Discussion) -> dict[str, str] | None:
    """What it was before it was turned into a facilitated discussion."""
    found = vars(talk).get("began")
    if not found:
        return None
    kind, title, body_html = found
    who = (
        _("Asked without a name")
        if talk.is_unnamed
        else vars(talk).get("author_name") or _("A former member")
    )
    return {
        "label": _("It began as a question") if kind == Kind.QUESTION else _("It began as a conversation"),
        "who": who,
        "title": title,
        "body": body_html,
    }
