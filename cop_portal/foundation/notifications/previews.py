"""What a person would have received in the last seven days, had they always chosen as they do now.

The letters are put together by what puts the real ones together.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cop_portal.foundation.mail import compose
from cop_portal.foundation.notifications import choices, kinds, letters, lists, timing
from cop_portal.foundation.notifications.models import GATHERED, Frequency, Notice

WEEK = datetime.timedelta(days=7)
# The monthly letter of this week tells of a month; what is older can stand in no letter of it.
HORIZON = datetime.timedelta(days=40)
MOST = 2000
_TICK = datetime.timedelta(seconds=1)


@dataclass
class AtOnce:
    """A mail of its own, with the moment at which it would have come."""

    notice: Notice
    at: datetime.datetime
    waited: bool


@dataclass
class GatheredLetter:
    """A letter that gathers, as text, with the moment at which it would have come."""

    contents: letters.Contents
    at: datetime.datetime
    subject: str
    text: str


@dataclass
class Week:
    at_once: list[AtOnce] = field(default_factory=list)
    letters: list[GatheredLetter] = field(default_factory=list)
    portal_only: int = 0


def last_week(user: Any, now: datetime.datetime | None = None) -> Week:
    """The mail of the last seven days by the choices of today. A constant number of statements."""
    at = now or timezone.now()
    clock = timing.timing_of(user)
    rows = Notice.objects.filter(user=user, created_at__gt=at - HORIZON, created_at__lte=at)
    notices = list(rows.select_related("entry", "community").order_by("-id")[:MOST])
    told = [(kind, notice.entry) for notice in notices if (kind := kinds.get(notice.kind)) is not None]
    wanted = choices.for_entries(user, told, choices.of_person(user))
    week, waiting = Week(), dict[str, list[Notice]]()
    for notice in letters.still_theirs(user, notices):
        how = wanted.get(notice.entry_id, Frequency.NEVER.value)
        if how in GATHERED:
            waiting.setdefault(how, []).append(notice)
        elif notice.created_at > at - WEEK and how == Frequency.INSTANT:
            end = timing.quiet_until(notice.created_at, user.time_zone, clock)
            week.at_once.append(AtOnce(notice, end or notice.created_at, end is not None))
        elif notice.created_at > at - WEEK:
            week.portal_only += 1
    for period in lists.stopped_letters(user):
        week.portal_only += sum(notice.created_at > at - WEEK for notice in waiting.pop(period, []))
    for period, found in waiting.items():
        week.letters += _letters(user, period, found, at, clock)
    week.letters.sort(key=lambda letter: letter.at, reverse=True)
    return week


def _letters(
    user: Any, period: str, notices: list[Notice], now: datetime.datetime, clock: Any
) -> list[GatheredLetter]:
    """The letters of one kind that were due in the last seven days."""
    found = []
    start, due = timing.latest_letter(period, now, user.time_zone, clock.weekday)
    while due > now - WEEK:
        before = timing.latest_letter(period, due - _TICK, user.time_zone, clock.weekday)
        told = [notice for notice in notices if before[1] <= notice.created_at < due]
        contents = letters.contents(user, told, period=period, start=start, due=due)
        if contents is not None:
            holes = {"user": user, "name": user.name, "to_address": user.email, "stop_url": letters.NO_LINK}
            subject, text, _html = compose.render(
                letters.TEMPLATE, {**holes, **contents.context()}, user.language
            )
            at = timing.quiet_until(due, user.time_zone, clock) or due
            found.append(GatheredLetter(contents, at, subject, text))
        start, due = before
    return found
