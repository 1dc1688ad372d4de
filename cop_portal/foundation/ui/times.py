"""Dates and times as people read them: in their own zone and language, the year where it matters."""

from __future__ import annotations

import datetime
import zoneinfo
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cop_portal.foundation.ui.commas import listed

# Of this year, with the year, with the day of the week: where a language puts its words otherwise than "17 November".
DAYS = {
    "es": (r"j \d\e F", r"j \d\e F \d\e Y", r"l j \d\e F \d\e Y"),
    "ru": ("j E", "j E Y", "l, j E Y"),
    "zh-hans": ("n月j日", "Y年n月j日", "Y年n月j日 l"),
}
USUAL = ("j F", "j F Y", "l j F Y")
SHORT, WITH_YEAR, WITH_WEEKDAY = 0, 1, 2


@lru_cache(maxsize=20_000)
def _day(day: datetime.date, how: int, language: str | None) -> str:
    return formats.date_format(day, DAYS.get(language or "", USUAL)[how])


def _date(value: datetime.date | datetime.datetime) -> datetime.date:
    """The day it is for the reader."""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day_text(value: datetime.date | datetime.datetime) -> str:
    """'17 November', with the year where it is not this one."""
    day = _date(value)
    return _day(day, WITH_YEAR if day.year != timezone.localdate().year else SHORT, get_language())


def full_day_text(value: datetime.date | datetime.datetime, *, weekday: bool = False) -> str:
    """'17 November 2026', for the day of the week also 'Tuesday 17 November 2026'."""
    return _day(_date(value), WITH_WEEKDAY if weekday else WITH_YEAR, get_language())


def time_text(value: datetime.datetime) -> str:
    """'17 November, 10:20' in the reader's time zone; the comma is that of the reader's script."""
    local = timezone.localtime(value)
    return listed((day_text(local), f"{local:%H:%M}"))


def part_of_day(value: datetime.datetime, zone: str) -> str:
    """'morning there': the part of the day it was for the author."""
    try:
        hour = value.astimezone(zoneinfo.ZoneInfo(zone)).hour
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return ""
    if hour < 5 or hour >= 22:
        return _("night there")
    if hour < 12:
        return _("morning there")
    if hour < 14:
        return _("noon there")
    return _("afternoon there") if hour < 18 else _("evening there")


def iso(value: datetime.date | datetime.datetime) -> str:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime.datetime) else value.isoformat()


def age_text(value: datetime.datetime) -> str:
    """'4 days', '3 hours', 'just now': how long ago, in one unit."""
    seconds = max((timezone.now() - value).total_seconds(), 0)
    if seconds < 3600:
        minutes = int(seconds // 60)
        return ngettext("%d minute", "%d minutes", minutes) % minutes if minutes else _("just now")
    if seconds < 86400:
        hours = int(seconds // 3600)
        return ngettext("%d hour", "%d hours", hours) % hours
    days = int(seconds // 86400)
    return ngettext("%d day", "%d days", days) % days
