"""Clocks of people: quiet hours and periods, over the days on which clocks are turned."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cop_portal.foundation.notifications import timing
from cop_portal.foundation.notifications.models import Timing

UTC = datetime.UTC
NIGHT = Timing(quiet_from=datetime.time(22), quiet_until=datetime.time(7))
SIESTA = Timing(quiet_from=datetime.time(13), quiet_until=datetime.time(15, 30))


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "end"),
    [
        ("2026-11-23T21:59", "UTC", None),
        ("2026-11-23T22:00", "UTC", "2026-11-24T07:00"),
        ("2026-11-24T06:59", "UTC", "2026-11-24T07:00"),
        ("2026-11-24T07:00", "UTC", None),
        ("2026-11-23T19:00", "Africa/Nairobi", "2026-11-24T04:00"),  # 22:00 there
        ("2026-11-23T09:00", "Pacific/Kiritimati", "2026-11-23T17:00"),  # 23:00 there
        ("2026-11-23T23:00", "Moon/Base", "2026-11-24T07:00"),  # a zone that nobody knows is UTC
        # Berlin turns its clocks forward in the night to 29 March and back in the night to 25 October.
        ("2026-03-28T22:30", "Europe/Berlin", "2026-03-29T05:00"),
        ("2026-10-24T20:30", "Europe/Berlin", "2026-10-25T06:00"),
    ],
)
def test_a_night_ends_by_the_reader_s_clock(now: str, zone: str, end: str | None) -> None:
    assert timing.quiet_until(at(now), zone, NIGHT) == (at(end) if end else None)


def test_quiet_hours_of_a_day_end_on_that_day() -> None:
    assert timing.quiet_until(at("2026-11-23T14:00"), "UTC", SIESTA) == at("2026-11-23T15:30")
    assert timing.quiet_until(at("2026-11-23T16:00"), "UTC", SIESTA) is None


def test_who_chose_none_has_none() -> None:
    assert timing.quiet_until(at("2026-11-23T23:00"), "UTC", None) is None
    assert timing.quiet_until(at("2026-11-23T23:00"), "UTC", Timing()) is None


def test_an_end_that_the_clocks_jump_over_is_the_jump() -> None:
    short = Timing(quiet_from=datetime.time(22), quiet_until=datetime.time(2, 30))

    assert timing.quiet_until(at("2026-03-28T23:30"), "Europe/Berlin", short) == at("2026-03-29T01:00")
    assert timing.quiet_until(at("2026-03-29T01:00"), "Europe/Berlin", short) is None


def test_an_end_that_comes_twice_is_the_second() -> None:
    short = Timing(quiet_from=datetime.time(22), quiet_until=datetime.time(2, 30))

    for now in ("2026-10-24T22:00", "2026-10-25T00:15", "2026-10-25T01:15"):
        assert timing.quiet_until(at(now), "Europe/Berlin", short) == at("2026-10-25T01:30")
    assert timing.quiet_until(at("2026-10-25T01:30"), "Europe/Berlin", short) is None


@pytest.mark.parametrize(
    ("period", "weekday", "start"),
    [
        ("daily", 0, "2026-11-26"),
        ("weekly", 0, "2026-11-23"),
        ("weekly", 3, "2026-11-26"),
        ("weekly", 4, "2026-11-20"),
        ("monthly", 0, "2026-11-01"),
    ],
)
def test_the_newest_letter_whose_time_has_come(period: str, weekday: int, start: str) -> None:
    found, due = timing.latest_letter(period, at("2026-11-26T12:00"), "UTC", weekday)

    assert found == datetime.date.fromisoformat(start)
    assert due == at(f"{start}T07:00")


def test_before_seven_the_newest_letter_is_the_one_before() -> None:
    early = at("2026-11-23T06:59")  # a Monday

    assert timing.latest_letter("daily", early, "UTC")[0] == datetime.date(2026, 11, 22)
    assert timing.latest_letter("weekly", early, "UTC")[0] == datetime.date(2026, 11, 16)
    assert timing.latest_letter("monthly", at("2026-03-01T06:59"), "UTC")[0] == datetime.date(2026, 2, 1)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "America/New_York",
        "Africa/Casablanca",
        "Asia/Beirut",
        "Australia/Lord_Howe",
        "America/Lima",
    ],
)
def test_over_a_year_each_day_has_one_letter_however_clocks_are_turned(zone: str) -> None:
    now, seen = at("2026-01-01T00:00"), []
    while now < at("2027-01-01T00:00"):
        start, due = timing.latest_letter("daily", now, zone)
        assert due <= now
        if not seen or seen[-1] != start:
            seen.append(start)
        now += datetime.timedelta(hours=1)

    assert all(after - before == timing.DAY for before, after in itertools.pairwise(seen))
    assert len(seen) in (365, 366)


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [(22, None), (None, 7), (7, 7)])
def test_hours_without_an_end_are_refused_by_the_database(hours: tuple[Any, Any], people: Any) -> None:
    begin, end = (datetime.time(hour) if hour else None for hour in hours)

    with pytest.raises(IntegrityError), transaction.atomic():
        Timing.objects.create(user=people.member, quiet_from=begin, quiet_until=end)
