"""Named places where a test may stop the process, to see what a crash right there leaves behind.

Nothing happens unless FAILPOINTS names the place: `FAILPOINTS=mail.after_250:0.1` stops one time
in ten, without a number always. Only the test settings' environment sets it.
"""

from __future__ import annotations

import os
import random
import signal

_active: dict[str, float] = {}


def activate(points: str) -> None:
    """From now on this process stops at these places, and at no others."""
    _active.clear()
    for item in filter(None, points.split(",")):
        name, _, chance = item.partition(":")
        _active[name] = float(chance or 1)


def failpoint(name: str) -> None:
    if _active and random.random() < _active.get(name, 0):
        os.kill(os.getpid(), signal.SIGKILL)


activate(os.environ.get("FAILPOINTS", ""))
