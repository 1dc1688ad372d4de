"""Celery's scheduler with a sign of life of its own."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler

logger = logging.getLogger(__name__)
EVERY = 10  # seconds


class HeartbeatScheduler(PersistentScheduler):
    """Notes at most every ten seconds that it still ticks; a store that is away does not stop it."""

    max_interval = EVERY
    _noted = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() - self._noted >= EVERY:
            self._noted = time.monotonic()
            self._note()
        return super().tick(*args, **kwargs)

    def _note(self) -> None:
        # Celery sets Django up after it has imported its scheduler.
        from django.db import Error, close_old_connections

        # likewise: models need the apps
        from cop_portal.foundation.jobs.models import Heartbeat

        try:
            close_old_connections()
            Heartbeat.beat("beat")
        except Error as error:
            logger.warning("the database does not take the sign of life: %s", error)
