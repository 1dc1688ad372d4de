"""What is secret against what never was, asked in turn: the time of the answer must not tell which it is.

Run with Django set up: python -m bench.hidden, prints one JSON line. The ground is that of the access matrix
(cop_portal/tests/matrix.csv), laid into the filled database in a transaction that is rolled back.
"""

from __future__ import annotations

import json
import logging
import time
from statistics import median
from typing import Any

if __name__ == "__main__":
    import django

    django.setup()

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from communities.models import Community
from cop_portal.tests.matrix import HIDDEN, Row, filled, table
from cop_portal.tests.matrix_ground import ABSENT, furnished

ROUNDS = 15
# Seconds, half of what is allowed: beyond them a difference may be one of the machine.
STANDS_OUT = 0.0025
PERSONAS = ("anonymous", "colleague", "guest next door")
NUMBERS = dict.fromkeys(("pk", "number", "reuse_pk", "proposal_pk", "piece_pk", "trial", "file"), ABSENT)


def hidden_rows(persona: str) -> list[tuple[Row, dict[str, Any]]]:
    """The addresses that this persona hears nothing of, each with what stands in its gaps where there is nothing."""
    return [
        (row, {"slug": "ever"} if row.is_of_show else NUMBERS)
        for row in table()
        if not row.is_elsewhere
        and (row.is_of_show or row.numbers)
        and row.answer("get", persona, "secret") == HIDDEN
    ]


def _seconds(client: Client, path: str) -> float:
    begun = time.perf_counter()
    answer = client.get(path)
    taken = time.perf_counter() - begun
    if answer.status_code != 404:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return taken


def _later(client: Client, secret: str, absent: str, rounds: int) -> float:
    """By how many seconds what is secret answers later, by the medians."""
    taken: dict[str, list[float]] = {secret: [], absent: []}
    for number in range(rounds + 2):
        # Which of the two comes first changes with each round.
        for path in (secret, absent) if number % 2 else (absent, secret):
            seconds = _seconds(client, path)
            if number >= 2:  # the first two warm up
                taken[path].append(seconds)
    return median(taken[secret]) - median(taken[absent])


def measure() -> dict[str, Any]:
    """For all addresses and personas the largest difference; where one stands out it is asked for again, more often."""
    show, people, things = furnished()
    Community.objects.filter(pk=show.pk).update(visibility="secret")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    cache.clear()
    later: dict[str, float] = {}
    for persona in PERSONAS:
        client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
        if people[persona] is not None:
            client.force_login(people[persona])
        for row, nothing in hidden_rows(persona):
            pair = filled(row, things), filled(row, things, **nothing)
            found = _later(client, *pair, ROUNDS)
            if abs(found) > STANDS_OUT:
                found = _later(client, *pair, ROUNDS * 6)
            later[f"{row.address} ({persona})"] = found
    worst = sorted(later, key=lambda name: -abs(later[name]))
    return {
        "pairs": len(later),
        "worst": {name: round(later[name] * 1000, 2) for name in worst[:5]},
        "seconds": abs(later[worst[0]]),
    }


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # an answer of 404 is no news here
    with transaction.atomic():
        found = measure()
        transaction.set_rollback(True)
    print(json.dumps(found))
