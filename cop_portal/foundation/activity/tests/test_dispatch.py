"""The outbox: each subscriber exactly once, whatever fails or dies."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from cop_portal.foundation.activity import dispatch, verbs
from cop_portal.foundation.activity.models import ActivityEntry, Delivery
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs.models import Heartbeat
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests.races import at_once


@pytest.fixture
def verb() -> Iterator[verbs.Verb]:
    """A verb of this test's own, without subscribers."""
    yield verbs.declare("test.happened", "did something", facts=("number",))
    verbs._verbs.pop("test.happened")
    dispatch._subscribers.pop("test.happened", None)


def entry_of(verb: verbs.Verb, **facts: Any) -> ActivityEntry:
    return record(verb, by=SYSTEM, **facts)


@pytest.mark.django_db
def test_every_subscriber_hears_of_an_entry_once(verb: verbs.Verb) -> None:
    heard: list[tuple[str, int]] = []
    for name in ("one", "two"):
        dispatch.subscribe(verb, name=name)(lambda entry, name=name: heard.append((name, entry.pk)))
    entry = entry_of(verb, number=1)

    dispatch.dispatch_all()
    dispatch.dispatch_all()

    entry.refresh_from_db()
    assert heard == [("one", entry.pk), ("two", entry.pk)]
    assert (entry.attempts, entry.dispatched_at is None) == (1, False)
    assert set(Delivery.objects.values_list("subscriber", flat=True)) == {"one", "two"}


@pytest.mark.django_db
def test_a_subscriber_that_fails_holds_up_no_other_and_is_asked_again_later(verb: verbs.Verb) -> None:
    heard: list[str] = []
    broken = [True]

    @dispatch.subscribe(verb, name="fails")
    def fails(entry: ActivityEntry) -> None:
        Heartbeat.beat("half done")
        if broken[0]:
            Heartbeat.objects.create(name=None)  # a fault of the database itself
        heard.append("fails")

    dispatch.subscribe(verb, name="works")(lambda entry: heard.append("works"))
    entry, start = entry_of(verb), timezone.now()

    dispatch.dispatch_all()
    entry.refresh_from_db()
    half_done = Heartbeat.objects.filter(name="half done").exists()
    dispatch.dispatch_all()

    assert heard == ["works"]
    assert not half_done
    assert (entry.attempts, entry.dispatched_at) == (1, None)
    assert datetime.timedelta(seconds=14) < entry.retry_at - start < datetime.timedelta(seconds=30)

    broken[0] = False
    ActivityEntry.objects.update(retry_at=timezone.now())
    dispatch.dispatch_all()
    assert heard == ["works", "fails"]
    assert not ActivityEntry.objects.filter(dispatched_at=None).exists()


@pytest.mark.django_db
def test_waits_grow_and_after_eight_attempts_it_gives_up(verb: verbs.Verb) -> None:
    @dispatch.subscribe(verb, name="fails")
    def fails(entry: ActivityEntry) -> None:
        raise DatabaseError

    entry, waits = entry_of(verb), []
    for _attempt in range(dispatch.MOST_ATTEMPTS):
        now = timezone.now()
        dispatch.dispatch_all()
        entry.refresh_from_db()
        waits.append(round((entry.retry_at - now).total_seconds()) if not entry.dispatched_at else None)
        ActivityEntry.objects.filter(dispatched_at=None).update(retry_at=timezone.now())

    assert waits == [15, 45, 135, 405, 1215, 3645, 10935, None]
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_an_entry_that_waits_for_its_retry_holds_up_no_other(verb: verbs.Verb) -> None:
    heard: list[int] = []
    dispatch.subscribe(verb, name="one")(lambda entry: heard.append(entry.facts["number"]))
    first, _second = entry_of(verb, number=1), entry_of(verb, number=2)
    ActivityEntry.objects.filter(pk=first.pk).update(retry_at=timezone.now() + datetime.timedelta(hours=1))

    assert dispatch.dispatch_all() == 1
    assert heard == [2]


@pytest.mark.django_db
def test_two_subscribers_cannot_share_a_name(verb: verbs.Verb) -> None:
    dispatch.subscribe(verb, name="one")(print)

    with pytest.raises(ValueError, match="one"):
        dispatch.subscribe(verb, name="one")(repr)
    dispatch.subscribe(verb, name="one")(print)
    assert dispatch.subscribers_of(verb.name) == {"one": print}


def test_two_workers_at_once_deal_with_each_entry_once(apart: str, verb: verbs.Verb) -> None:
    @dispatch.subscribe(verb, name="counts")
    def counts(entry: ActivityEntry) -> None:
        Heartbeat.beat(f"counted {entry.facts['number']}")
        time.sleep(0.01)

    for number in range(20):
        entry_of(verb, number=number)

    done = at_once(*[dispatch.dispatch_all] * 3)

    assert sum(done) == 20
    assert Delivery.objects.count() == 20
    assert Heartbeat.objects.filter(name__startswith="counted").count() == 20
    assert not ActivityEntry.objects.filter(dispatched_at=None).exists()


SLOW = """
import os, django
django.setup()
from cop_portal.foundation.activity import dispatch, verbs
from cop_portal.foundation.jobs.models import Heartbeat
verb = verbs.declare("test.happened", "did something", facts=("number",))

@dispatch.subscribe(verb, name="first")
def first(entry):
    Heartbeat.beat(f"first {entry.pk}")

@dispatch.subscribe(verb, name="second")
def second(entry):
    print("in the middle", flush=True)
    import time; time.sleep(60)

dispatch.dispatch_all()
"""


@pytest.mark.fault
def test_a_worker_killed_in_the_middle_leaves_everything_to_be_done_again(
    apart: str, verb: verbs.Verb
) -> None:
    entry = entry_of(verb, number=1)
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SLOW],
        env={**os.environ, "DATABASE_URL": apart, "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test"},
        cwd=Path(settings.BASE_DIR),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "in the middle\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    worker.stdout.close()

    heard: list[str] = []
    for name in ("first", "second"):
        dispatch.subscribe(verb, name=name)(lambda entry, name=name: heard.append(name))
    end = time.monotonic() + 10
    while not heard and time.monotonic() < end:  # Postgres notices the death a moment later
        dispatch.dispatch_all()
        time.sleep(0.05)

    entry.refresh_from_db()
    assert heard == ["first", "second"]
    assert not Heartbeat.objects.exists()
    assert (entry.attempts, Delivery.objects.filter(entry=entry).count()) == (1, 2)
