"""Wakes the worker after a commit, without making anybody wait for it.

The database is the queue; this is only its bell. A thread of this process rings, at most a few
times a second, so that a request neither pays for the broker nor hangs when the broker is away.
What the bell misses, the sweep of each minute finds (docs/decisions/0005-outbox.md).
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time

from celery import current_app

from cop_portal.foundation.failpoints import failpoint

logger = logging.getLogger(__name__)
PAUSE = 0.15  # seconds between two rings of one process

_wanted: set[str] = set()
_something = threading.Event()
_lock = threading.Lock()
_sending = threading.Lock()
_pid = 0


def ring(task: str) -> None:
    """Ask for a task, by its name, to be run soon. Cheap, and never raises."""
    _wanted.add(task)
    _something.set()
    if _pid != os.getpid():
        _start()


def _start() -> None:
    global _pid
    with _lock:
        if _pid != os.getpid():
            _pid = os.getpid()
            threading.Thread(target=_run, name="bell", daemon=True).start()


def _run() -> None:
    while True:
        _something.wait()
        _something.clear()
        _send()
        time.sleep(PAUSE)


def _send() -> None:
    with _sending:  # at the end of the process, wait for the thread that is about to send
        while _wanted:
            task = _wanted.pop()
            try:
                current_app.send_task(task, retry=False, expires=600)
                failpoint("bell.after_ring")
            except Exception as error:  # whatever it is: a thread that died would never ring again
                logger.warning("the bell did not reach the worker (%s); the sweep will", error)


def _reset() -> None:
    """In a new child: the thread stayed with the parent, and a lock it held would stay held."""
    global _something, _lock, _sending, _pid
    _something, _lock, _sending, _pid = threading.Event(), threading.Lock(), threading.Lock(), 0
    _wanted.clear()


os.register_at_fork(after_in_child=_reset)


@atexit.register
def _last_ring() -> None:
    if _pid == os.getpid():
        _send()
