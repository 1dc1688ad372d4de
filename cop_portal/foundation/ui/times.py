"""Dates and times as people read them: in their own zone and language, the year where it matters."""

from __future__ import annotations

import datetime
import zoneinfo
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


@lru_cache(maxsize=20_000)
def _day(day: datetime.date, with_year: bool, language: str | None) -> str:
    return formats.date_format(day, "j F Y" if with_year else "j F")


def day_text(value: datetime.date | datetime.datetime) -> str:
    """'17 November', with the year where it is not this one."""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return _day(value, value.year != timezone.localdate().year, get_language())


def time_text(value: datetime.datetime) -> str:
    """'17 November, 10:20' in the reader's time zone."""
    local = timezone.localtime(value)
    return f"{day_text(local)}, {local:%H:%M}"


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
