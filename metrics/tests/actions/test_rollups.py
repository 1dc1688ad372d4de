"""The night: each day once, whatever interrupts it."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from cop_portal.foundation.jobs.models import PeriodicRun
from metrics import indicators, tasks
from metrics.actions import rollups
from metrics.models import DailyReader, Figure, FillState, PageView, ViewerKey
from metrics.tests.makers import TODAY, YESTERDAY, ago, answer, question, read, since

DAY = datetime.timedelta(days=1)


def everything() -> list[tuple[Any, ...]]:
    return list(
        Figure.objects.order_by("community", "indicator", "day").values_list(
            "community", "indicator", "day", "value", "n", "parts", "version"
        )
    )


@pytest.fixture
def water(community: Any, people: Any) -> Any:
    since(community, 40)
    answer(question(community, people.member, 20), people.expert, 18)
    read(community, people.member, 2)
    return community


@pytest.mark.django_db
def test_the_night_twice_changes_nothing(water: Any) -> None:
    rollups.nightly(TODAY)
    first = everything()

    rollups.nightly(TODAY)

    assert first
    assert everything() == first


@pytest.mark.django_db
def test_a_late_event_of_the_day_before_is_counted_the_next_night(water: Any, people: Any) -> None:
    rollups.nightly(TODAY)
    question(water, people.facilitator, 0.2, title="Late")

    rollups.nightly(TODAY + DAY)

    assert Figure.objects.get(indicator="I03", community=water, day=YESTERDAY).parts["contributors"] == 3


@pytest.mark.django_db
def test_days_that_were_missed_are_made_good(water: Any) -> None:
    rollups.fill(through=YESTERDAY - 10 * DAY)

    rollups.nightly(TODAY)

    days = set(Figure.objects.filter(indicator="I03", community=water).values_list("day", flat=True))
    assert {YESTERDAY - number * DAY for number in range(20)} <= days


@pytest.mark.django_db
def test_figures_that_grew_night_by_night_equal_those_built_at_once(water: Any, people: Any) -> None:
    for back in range(12, -1, -1):
        rollups.fill(through=YESTERDAY - back * DAY)
    grown = everything()
    Figure.objects.all().delete()
    FillState.objects.all().delete()

    rollups.fill(through=YESTERDAY, rebuild=True)

    # The history by years is measured on the newest days only; it has no other days to compare.
    assert [row for row in everything() if row[1] != "H01"] == [row for row in grown if row[1] != "H01"]


@pytest.mark.django_db
def test_an_older_history_that_arrives_later_is_filled_from_its_beginning(water: Any, people: Any) -> None:
    rollups.nightly(TODAY)
    question(water, people.expert, 300, title="From the archive")

    rollups.nightly(TODAY + DAY)

    first = FillState.objects.get(indicator="I13", community=water).from_day
    assert first == ago(300).date()
    assert Figure.objects.filter(indicator="I13", community=water, day=first).exists()


@pytest.mark.django_db
def test_one_that_fails_stops_only_those_that_need_it(water: Any, monkeypatch: Any) -> None:
    def broken(through: datetime.date) -> int:
        raise RuntimeError("no readers today")

    monkeypatch.setattr(rollups, "count_readers", broken)
    with pytest.raises(RuntimeError, match="views"):
        rollups.fill(through=YESTERDAY)

    keys = set(Figure.objects.values_list("indicator", flat=True))
    assert "I03" in keys
    assert not keys & {"I02", "I21"}


@pytest.mark.django_db
def test_a_chunk_that_breaks_leaves_nothing_half(water: Any, monkeypatch: Any) -> None:
    rollups.nightly(TODAY)
    before = everything()

    def breaks(name: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(rollups, "failpoint", breaks)
        with pytest.raises(KeyboardInterrupt):
            rollups.fill(through=YESTERDAY, rebuild=True)
    connection.ensure_connection()

    assert everything() == before


@pytest.mark.django_db
def test_the_task_runs_once_a_day_however_often_it_is_asked(water: Any) -> None:
    first, second = tasks.nightly(), tasks.nightly()

    assert isinstance(first, dict)
    assert second == "done already"
    assert PeriodicRun.objects.filter(job="metrics.tasks.nightly").count() == 1


@pytest.mark.django_db
def test_raw_views_and_keys_are_destroyed_in_time(water: Any, people: Any) -> None:
    read(water, people.member, 95)
    read(water, None, 5)

    rollups.nightly(TODAY)

    assert not PageView.objects.filter(at__lt=ago(91)).exists()
    assert not ViewerKey.objects.filter(signed_in=False, until_day__lt=TODAY, key__isnull=False).exists()
    rollups.nightly(TODAY + 300 * DAY)
    assert not ViewerKey.objects.filter(key__isnull=False).exists()
    assert not DailyReader.objects.exists()


def test_a_run_that_is_killed_is_made_good_by_the_next(apart: str) -> None:
    from cop_portal.tests.factories import community_with_roles

    water = community_with_roles("Water")
    since(water, 40)
    command = [sys.executable, "-W", "ignore", "manage.py", "fill_figures"]
    environment = {
        **os.environ,
        "DATABASE_URL": apart,
        "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test",
    }
    killed = subprocess.run(
        command, cwd=settings.BASE_DIR, env={**environment, "FAILPOINTS": "metrics.mid_chunk"}, check=False
    )
    assert killed.returncode == -9
    assert not Figure.objects.exists()

    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False, capture_output=True)

    assert done.returncode == 0, done.stderr
    keys = set(Figure.objects.values_list("indicator", flat=True))
    assert {"I02", "I03"} <= keys
    assert FillState.objects.filter(community=water).count() == len(indicators.all_indicators())
