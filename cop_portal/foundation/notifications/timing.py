"""Clocks of people: quiet hours, and when the letters that gather are due."""

from __future__ import annotations

import datetime
from typing import Any

from cop_portal.foundation.accounts.models import zone_of
from cop_portal.foundation.notifications.models import Frequency, Timing

HOUR = datetime.time(7)  # when letters that gather leave, by the reader's own clock
DAY = datetime.timedelta(days=1)
_SECOND = datetime.timedelta(seconds=1)


def moment(day: datetime.date, clock: datetime.time, zone: str, *, last: bool = False) -> datetime.datetime:
    """The moment at which the clocks of a zone show this time.

    Where they show it twice, the first, or the last if asked. Where they jump over it, the jump.
    """
    local = datetime.datetime.combine(day, clock, zone_of(zone))
    first, second = (local.replace(fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    if first <= second:
        return second if last else first
    low, high = second, first  # in a gap the two stand on either side of the jump, the wrong way round
    before = low.astimezone(zone_of(zone)).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) / 2
        if middle.astimezone(zone_of(zone)).utcoffset() == before:
            low = middle
        else:
            high = middle
    return (high + _SECOND / 2).replace(microsecond=0)


def quiet_until(now: datetime.datetime, zone: str, timing: Timing | None) -> datetime.datetime | None:
    """When this person's quiet hours end, if it is quiet for them now."""
    if timing is None or timing.quiet_from is None or timing.quiet_until is None:
        return None
    today = now.astimezone(zone_of(zone)).date()
    overnight = timing.quiet_until < timing.quiet_from
    for day in (today - DAY, today):
        begin = moment(day, timing.quiet_from, zone)
        end = moment(day + DAY if overnight else day, timing.quiet_until, zone, last=True)
        if begin <= now < end:
            return end
    return None


def first_day(period: str, day: datetime.date, weekday: int = 0) -> datetime.date:
    """On which day the day, week or month began in which `day` lies."""
    if period == Frequency.WEEKLY:
        return day - ((day.weekday() - weekday) % 7) * DAY
    return day.replace(day=1) if period == Frequency.MONTHLY else day


def latest_letter(
    period: str, now: datetime.datetime, zone: str, weekday: int = 0
) -> tuple[datetime.date, datetime.datetime]:
    """The newest letter of that kind whose time has come: its first day and the moment it was due.

    It tells what came before that moment; what came later is for the next.
    """
    start = first_day(period, now.astimezone(zone_of(zone)).date(), weekday)
    due = moment(start, HOUR, zone)
    if due > now:
        start = first_day(period, start - DAY, weekday)
        due = moment(start, HOUR, zone)
    return start, due


def timing_of(user: Any) -> Timing:
    """A person's clock, as it is where they chose nothing."""
    return Timing.objects.filter(user=user).first() or Timing(user=user)
