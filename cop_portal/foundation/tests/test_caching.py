"""The cache: its loss costs time, never a page."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache

from cop_portal.foundation import caching
from cop_portal.foundation.caching import FailSafeRedisCache

OPTIONS = {"OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}, "KEY_PREFIX": "test"}


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    FailSafeRedisCache._away_until = 0.0
    yield
    FailSafeRedisCache._away_until = 0.0


@pytest.fixture
def hole() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


def use(store: FailSafeRedisCache) -> None:
    """Everything a cache can be asked."""
    store.clear()
    assert store.add("a", 1)
    assert not store.add("a", 2)
    assert store.incr("a", 4) == 5
    assert store.decr("a") == 4
    store.set("b", [1, 2])
    assert store.get_many(["a", "b", "c"]) == {"a": 4, "b": [1, 2]}
    assert store.get_or_set("c", lambda: "x") == "x"
    store.set_many({"d": 1, "e": 2})
    assert "d" in store
    assert store.touch("d", 10)
    assert store.delete("d")
    store.delete_many(["e"])
    assert store.get("e", "none") == "none"
    with pytest.raises(ValueError, match="not found"):
        store.incr("no such key")


@pytest.mark.fault
@pytest.mark.parametrize("fault", ["away", "silent"])
def test_without_redis_the_process_keeps_its_own(fault: str, hole: str) -> None:
    store = FailSafeRedisCache(hole if fault == "silent" else "redis://127.0.0.1:1/0", dict(OPTIONS))

    start = time.monotonic()
    use(store)

    assert time.monotonic() - start < 1


@pytest.mark.fault
def test_a_redis_that_is_silent_is_waited_for_once_for_all_threads(hole: str) -> None:
    one, other = (FailSafeRedisCache(hole, dict(OPTIONS)) for _ in range(2))
    one.get("a")

    start = time.monotonic()
    for _ in range(20):
        other.get("a")

    assert time.monotonic() - start < 0.05


def test_with_redis_it_is_one_cache_for_all(servers: None) -> None:
    one, other = (FailSafeRedisCache(settings.REDIS_URL, dict(OPTIONS)) for _ in range(2))

    one.set("shared", "yes", 10)

    assert other.get("shared") == "yes"
    one.delete("shared")


@pytest.mark.fault
def test_redis_is_asked_again_after_a_pause(servers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "PAUSE", 0.2)
    away = FailSafeRedisCache("redis://127.0.0.1:1/0", dict(OPTIONS))
    store = FailSafeRedisCache(settings.REDIS_URL, dict(OPTIONS))
    away.set("back", "near", 10)

    during = store.get("back")
    time.sleep(0.25)
    store.set("back", "far", 10)

    assert during == "near"
    assert FailSafeRedisCache(settings.REDIS_URL, dict(OPTIONS)).get("back") == "far"
    store.delete("back")


def test_the_portal_uses_it() -> None:
    assert isinstance(cache._connections[cache._alias], FailSafeRedisCache)
