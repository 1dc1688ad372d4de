"""Several at the same moment, each in a thread and a connection of its own.

For tests that use the fixture `apart`: what threads commit is not rolled back.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

# Rounds of the long races. `RACE_ROUNDS=1000 make test` (or pytest on one file) runs them at full length.
ROUNDS = int(os.environ.get("RACE_ROUNDS", "40"))


def at_once(*verbs: Callable[[], Any], seconds: float = 60) -> list[Any]:
    """Start all together and wait so long for each. Returns what each returned, or the exception it raised.

    Raises TimeoutError where one is not through: the test would look at what is half done.
    """
    gate, out = threading.Barrier(len(verbs)), [None] * len(verbs)

    def run(index: int, verb: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            out[index] = verb()
        except Exception as error:
            out[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    if any(thread.is_alive() for thread in threads):
        raise TimeoutError(f"not through after {seconds} s")
    return out
