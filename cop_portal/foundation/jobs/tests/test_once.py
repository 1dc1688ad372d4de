"""Periodic work is done once per period, however often and by however many it is called."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from cop_portal.foundation.jobs.models import Heartbeat, PeriodicRun
from cop_portal.foundation.jobs.once import PERIODS, advisory_lock, once_per
from cop_portal.tests.races import at_once


@pytest.mark.django_db
@pytest.mark.parametrize("period", list(PERIODS))
def test_a_second_call_of_the_period_does_nothing(period: str) -> None:
    runs: list[int] = []
    job = once_per(period)(lambda number: runs.append(number) or "done")

    answers = [job(1), job(2)]

    assert runs == [1]
    assert answers == ["done", "done already"]
    assert PeriodicRun.objects.get().finished_at is not None


@pytest.mark.django_db
def test_the_next_period_runs_again() -> None:
    runs: list[int] = []
    job = once_per("day")(lambda: runs.append(1))
    job()
    PeriodicRun.objects.update(period="2026-01-01")

    job()

    assert len(runs) == 2


@pytest.mark.django_db
def test_a_run_that_failed_is_done_again() -> None:
    faults = [ValueError("first time")]

    @once_per("day")
    def job() -> str:
        if faults:
            raise faults.pop()
        return "done"

    with pytest.raises(ValueError, match="first time"):
        job()

    assert PeriodicRun.objects.get().finished_at is None
    assert job() == "done"
    assert job() == "done already"


def test_of_two_at_once_one_runs(apart: str) -> None:
    @once_per("hour")
    def job() -> str:
        Heartbeat.beat("ran")
        time.sleep(0.3)
        return "done"

    answers = at_once(job, job, job)

    assert sorted(answers) == ["done", "runs elsewhere", "runs elsewhere"]
    assert PeriodicRun.objects.count() == 1
    assert job() == "done already"


def test_a_lock_ends_with_what_was_done_under_it(apart: str) -> None:
    with advisory_lock("test") as held:
        assert held

        def ask() -> Any:
            with advisory_lock("test") as got:
                return got

        assert at_once(ask) == [False]

    assert at_once(ask) == [True]


JOB = """
import django, time
django.setup()
from cop_portal.foundation.jobs.once import once_per

@once_per("day")
def job():
    print("in the middle", flush=True)
    time.sleep(WAIT)
    return "made good"

job.__wrapped__.__module__ = "test"
print(job())
"""


@pytest.mark.fault
def test_a_run_that_was_killed_is_made_good(apart: str) -> None:
    env = {**os.environ, "DATABASE_URL": apart, "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test"}

    def start(wait: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", JOB.replace("WAIT", wait)],
            env=env, cwd=Path(settings.BASE_DIR), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    killed = start("60")
    assert killed.stdout is not None
    assert killed.stdout.readline() == "in the middle\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=10)
    unfinished = PeriodicRun.objects.get().finished_at
    words, _ = start("0").communicate(timeout=30)

    assert unfinished is None
    assert words == "in the middle\nmade good\n"
    assert PeriodicRun.objects.get().finished_at is not None
