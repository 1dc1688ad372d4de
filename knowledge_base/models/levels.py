"""The one way outward: a resource's level and licence are written where the rule was asked, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# What no form, import or older draft may set.
GUARDED = frozenset({"sharing", "licence"})

_asked: ContextVar[bool] = ContextVar("the rule was asked", default=False)


@contextmanager
def rule_was_asked() -> Iterator[None]:
    """Around the write of an action that has asked the community's rule."""
    token = _asked.set(True)
    try:
        yield
    finally:
        _asked.reset(token)


def is_asked() -> bool:
    return _asked.get()
