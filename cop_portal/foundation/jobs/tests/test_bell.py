"""The bell: cheap, never raising, surviving forks and a broker that is away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from cop_portal.foundation.jobs import bell

QUEUE = "celery"


@pytest.fixture
def rung(servers: None) -> Iterator[object]:
    """How often a task was asked for, by its name; taken out of the broker's queue afterwards."""
    broker = redis.Redis.from_url(settings.REDIS_URL)

    def messages() -> list[bytes]:
        return [m for m in broker.lrange(QUEUE, 0, -1) if _task(m).startswith("test.")]

    yield lambda name: [_task(message) for message in messages()].count(name)
    for message in messages():
        broker.lrem(QUEUE, 0, message)
    broker.close()


def _task(message: bytes) -> str:
    return json.loads(message)["headers"]["task"]


def wait_for(ready, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(ready())


def test_many_rings_reach_the_worker_as_few_and_cost_the_ringer_nothing(rung) -> None:
    start = time.perf_counter()
    for _ in range(200):
        bell.ring("test.many")
    cost = time.perf_counter() - start

    assert cost < 0.1
    assert wait_for(lambda: rung("test.many"))
    time.sleep(2 * bell.PAUSE)
    assert 1 <= rung("test.many") <= 3


def test_different_tasks_are_asked_for_each(rung) -> None:
    bell.ring("test.one")
    bell.ring("test.two")

    assert wait_for(lambda: rung("test.one") and rung("test.two"))


def run(script: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test", **env},
        cwd=Path(settings.BASE_DIR),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


FORK = """
import os, time, django
django.setup()
import cop_portal.celery
from cop_portal.foundation.jobs import bell
bell.ring("test.parent")
time.sleep(0.5)
with bell._lock:
    child = os.fork()
if child == 0:
    bell.ring("test.child")
    time.sleep(0.7)
    os._exit(0)
os.waitpid(child, 0)
"""


def test_a_child_rings_for_itself_even_if_it_was_born_while_a_lock_was_held(rung) -> None:
    done = run(FORK)

    assert done.returncode == 0, done.stderr
    assert (rung("test.parent"), rung("test.child")) == (1, 1)


AWAY = """
import threading, time, django
django.setup()
import cop_portal.celery
from cop_portal.foundation.jobs import bell
start = time.perf_counter()
bell.ring("test.away")
print(time.perf_counter() - start < 0.05)
time.sleep(0.6)
bell.ring("test.away")
time.sleep(0.3)
print([thread.is_alive() for thread in threading.enumerate() if thread.name == "bell"])
"""


@pytest.mark.fault
def test_a_broker_that_is_away_hurts_nobody_and_does_not_end_the_bell(rung) -> None:
    done = run(AWAY, REDIS_URL="redis://127.0.0.1:1/0")

    assert done.returncode == 0
    assert done.stdout.split("\n")[:2] == ["True", "[True]"]
    assert "the sweep will" in done.stderr


def test_the_last_ring_of_a_process_is_not_lost(rung) -> None:
    script = "import django; django.setup(); import cop_portal.celery\n"
    script += "from cop_portal.foundation.jobs import bell; bell.ring('test.last')"

    done = run(script)

    assert done.returncode == 0
    assert rung("test.last") == 1
