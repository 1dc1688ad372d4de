"""A Redis cache whose loss costs time, never a page."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Seconds during which a Redis that failed is not asked again.
PAUSE = 5


class FailSafeRedisCache(RedisCache):
    """Django's Redis cache; while Redis is away, a small cache in this process answers.

    Rate limits therefore fall back to a limit per process, never to no limit at all.
    """

    # Each thread has an instance of its own; one that waited in vain has done so for all.
    _away_until = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._near = LocMemCache("fail-safe", {**params, "OPTIONS": {"MAX_ENTRIES": 2000}})

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                FailSafeRedisCache._away_until = time.monotonic() + PAUSE
                logger.warning("Redis does not answer (%s); caching in this process", error)
        return getattr(self._near, name)(*args, **kwargs)


def _method(name: str) -> Any:
    def method(self: FailSafeRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._ask(name, *args, **kwargs)

    method.__name__ = name
    return method


for _name in (
    "add", "get", "set", "touch", "delete", "get_many", "has_key",
    "incr", "set_many", "delete_many", "clear",
):  # fmt: skip
    setattr(FailSafeRedisCache, _name, _method(_name))


LAST_ACT = "last-act"


def note_act() -> None:
    """Something was done: what is kept from before it is not shown any more, in any process."""
    cache.set(LAST_ACT, time.time_ns(), None)


def last_act() -> int:
    """When something was done last; 0 where that is not known."""
    return int(cache.get(LAST_ACT) or 0)
