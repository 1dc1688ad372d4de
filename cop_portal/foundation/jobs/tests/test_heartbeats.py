"""Signs of life of worker and beat."""

from __future__ import annotations

import datetime
import time

import pytest
from celery import current_app
from django.utils import timezone

from cop_portal.foundation.jobs import worker
from cop_portal.foundation.jobs.beat import HeartbeatScheduler
from cop_portal.foundation.jobs.models import Heartbeat


@pytest.mark.django_db
def test_a_sign_of_life_is_one_row_in_database_time() -> None:
    Heartbeat.beat("worker")
    first = Heartbeat.objects.get(name="worker").at
    Heartbeat.beat("worker")

    assert Heartbeat.objects.count() == 1
    assert abs(timezone.now() - first) < datetime.timedelta(minutes=1)


def test_the_worker_gives_signs_while_it_runs(apart: str) -> None:
    worker.start()
    try:
        end = time.monotonic() + 5
        while not Heartbeat.objects.filter(name="worker").exists() and time.monotonic() < end:
            time.sleep(0.02)
    finally:
        worker.stop()

    assert Heartbeat.objects.filter(name="worker").exists()
    time.sleep(0.1)  # the thread closes its connection


def test_beat_notes_that_it_ticks(apart: str) -> None:
    scheduler = HeartbeatScheduler(app=current_app._get_current_object(), lazy=True)

    scheduler._note()

    assert Heartbeat.objects.filter(name="beat").exists()
