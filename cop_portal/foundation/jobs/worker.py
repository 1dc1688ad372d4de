"""The worker's sign of life: a thread of the worker's main process."""

from __future__ import annotations

import logging
import threading
from typing import Any

from celery.signals import worker_ready, worker_shutdown
from django.db import Error, connection

from cop_portal.foundation.jobs.models import Heartbeat

logger = logging.getLogger(__name__)
EVERY = 10  # seconds
_stop = threading.Event()


def _beat() -> None:
    while not _stop.is_set():
        try:
            Heartbeat.beat("worker")
        except Error as error:
            logger.warning("the database does not take the sign of life: %s", error)
            connection.close()
        _stop.wait(EVERY)
    connection.close()


@worker_ready.connect
def start(**_: Any) -> None:
    _stop.clear()
    threading.Thread(target=_beat, name="heartbeat", daemon=True).start()


@worker_shutdown.connect
def stop(**_: Any) -> None:
    _stop.set()
