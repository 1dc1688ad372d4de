"""Periodic work that is done once per period, however often and by however many it is called."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from cop_portal.foundation.jobs.models import PeriodicRun

PERIODS = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def one_after_the_other(what: str, *about: object) -> None:
    """Of several that name the same, each waits here until the transaction of the one before it is over.

    What that one made can be seen after this. For what is made once by a key and has no row to lock yet.
    """
    assert connection.in_atomic_block, "the lock would end at once"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number("\n".join(map(str, (what, *about))))])


@contextmanager
def advisory_lock(name: str) -> Iterator[bool]:
    """Whether this session now holds the lock of that name. It ends with the session at the latest."""
    key = _number(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def once_per(period: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Run the function once per hour, day, week or month (UTC).

    Two callers at once: one runs, the other returns at once. A run that was killed is not
    finished, so the next call of the same period does it again: the function must bear that.
    """

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        job = f"{function.__module__}.{function.__name__}"

        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            key = timezone.now().strftime(PERIODS[period])
            with advisory_lock(job) as held:
                if not held:
                    return "runs elsewhere"
                row, _new = PeriodicRun.objects.get_or_create(job=job, period=key)
                if row.finished_at:
                    return "done already"
                result = function(*args, **kwargs)
                PeriodicRun.objects.filter(pk=row.pk).update(finished_at=Now())
                return result

        run.once_per = period  # type: ignore[attr-defined]
        return run

    return wrap
