"""What is due next in a facilitated discussion, by when, and who is responsible: in words, everywhere."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop_portal.foundation.ui import times
from discussions.enums import Phase


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
