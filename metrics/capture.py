"""Noting page views without making readers wait: an append in the request, one COPY now and then.

The rows of this process lie in a queue until its thread writes them, every few seconds or when there
are many. If the database is away they wait, up to a bound; what falls over it is counted in the log.
"""

from __future__ import annotations

import atexit
import datetime
import io
import logging
import os
import threading
from collections import deque
from typing import NamedTuple

from django.db import Error, connection

from metrics import pseudonyms

logger = logging.getLogger(__name__)
PAUSE = 3.0  # seconds between two writes
MANY = 500  # rows that are worth writing at once
MOST = 50_000  # rows that wait at most

COPY = "COPY metrics_pageview (at, community_id, kind, object_id, viewer, signed_in) FROM STDIN"


class Seen(NamedTuple):
    """One page shown. who is a person's key, or a visitor's address and browser for a moment."""

    at: datetime.datetime
    community_id: int | None
    kind: str
    object_id: int | None
    user_id: int | None
    address: str
    browser: str


_waiting: deque[Seen] = deque(maxlen=MOST)
_enough = threading.Event()
_lock = threading.Lock()
_pid = 0


def note(seen: Seen) -> None:
    """Cheap, and never raises."""
    if len(_waiting) == MOST:
        logger.warning("page views are lost: %s wait already", MOST)
    _waiting.append(seen)
    if len(_waiting) >= MANY:
        _enough.set()
    if _pid != os.getpid():
        _start()


def _start() -> None:
    global _pid
    with _lock:
        if _pid != os.getpid():
            if _pid:  # what the parent process had seen is the parent's to write
                last = _waiting.pop()
                _waiting.clear()
                _waiting.append(last)
            _pid = os.getpid()
            threading.Thread(target=_run, name="page views", daemon=True).start()


def _run() -> None:
    while True:
        _enough.wait(PAUSE)
        _enough.clear()
        flush()
        connection.close()


def flush() -> int:
    """Write what waits, in one COPY. Returns how many rows; on trouble they wait on."""
    rows: list[Seen] = []
    while _waiting and len(rows) < MOST:
        rows.append(_waiting.popleft())
    if not rows:
        return 0
    try:
        write(rows)
    except Error as error:
        logger.warning("page views wait (%s)", str(error).strip())
        _waiting.extendleft(reversed(rows[: MOST - len(_waiting)]))
        return 0
    return len(rows)


def write(rows: list[Seen]) -> None:
    """Keep page views under pseudonyms, in one COPY."""
    text = io.StringIO()
    for row in rows:
        day = row.at.date()
        viewer = (
            pseudonyms.of_person(row.user_id, day)
            if row.user_id
            else pseudonyms.of_visitor(row.address, row.browser, day)
        )
        values = (
            row.at.isoformat(), _null(row.community_id), row.kind, _null(row.object_id), viewer,
            "t" if row.user_id else "f",
        )  # fmt: skip
        text.write("\t".join(values) + "\n")
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY, text)


def _null(value: int | None) -> str:
    return r"\N" if value is None else str(value)


@atexit.register
def _last_write() -> None:
    if _pid == os.getpid():
        flush()
