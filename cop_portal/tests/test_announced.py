"""What was saved is always announced, each once; what was rolled back never is (promise P18).

Each deed is done in a process of its own that is killed, for certain at the named places or at random.
Small by default; at full length (half an hour): `CRASHES=1000 pytest cop_portal/tests/test_announced.py -s`.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from cop_portal.foundation.activity.dispatch import dispatch_all
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.tests import announcing
from cop_portal.tests.stack import wait_for

pytestmark = pytest.mark.fault
CRASHES = int(os.environ.get("CRASHES", "22"))
KILLED = -signal.SIGKILL
# Whom each deed tells, in the ground that announcing.py makes. Cora does it, and is not told of it.
RITA = {
    "post": "discussions.contribution",
    "start": "discussions.started",
    "announce": "communities.announcement",
    "put_charter": "communities.charter_published",
    "propose": "communities.proposal_opened",
    "hold_event": "communities.event_published",
    "give_role": "communities.role_given",
}


class Portal:
    """Orders to the process that forks, and what came of them."""

    def __init__(self, url: str) -> None:
        self.numbers = itertools.count(1)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "cop_portal.tests.announcing"],
            env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test"},
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        announcing.make_people()

    def order(self, deed: str, number: int = 0, **how: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"deed": deed, "number": number, **how}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def ground(self) -> int:
        number = next(self.numbers)
        announcing.make_ground(number)
        return number

    def work_off(self) -> None:
        """What the worker's sweep does, once Postgres has noticed the deaths."""
        wait_for(self._is_alone, 20, "Postgres did not notice")
        dispatch_all()
        assert not ActivityEntry.objects.filter(dispatched_at=None).exists()

    @staticmethod
    def _is_alone() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return cursor.fetchone()[0] == 0

    def stop(self) -> None:
        self.process.communicate(timeout=20)


@pytest.fixture
def portal(apart: str) -> Iterator[Portal]:
    found = Portal(apart)
    yield found
    found.stop()


_calm: dict[str, Counter[tuple[str, ...]]] = {}


@pytest.fixture
def calm(portal: Portal) -> dict[str, Counter[tuple[str, ...]]]:
    """Who hears of each deed where nothing dies; asked once for all tests."""
    for deed in announcing.DEEDS if not _calm else ():
        number = portal.ground()
        assert portal.order(deed, number)["status"] == 0
        portal.work_off()
        assert announcing.done(deed, number) == 1, deed
        _calm[deed] = announcing.told(number)
        assert set(_calm[deed].values()) == {1}, deed
    return _calm


def test_each_deed_is_told_to_those_it_concerns(calm: dict[str, Counter[tuple[str, ...]]]) -> None:
    for deed, kind in RITA.items():
        rita = [("mail", kind, "rita@example.org"), ("notice", kind, "rita@example.org")]
        assert sorted(calm[deed]) == rita, deed
    assert calm["ask_by_letter"] == {("mail", "communities.invitation", "asked@example.org"): 1}
    assert calm["send_newsletter"] == {("mail", "newsletter", "rita@example.org"): 1}


@pytest.mark.parametrize(
    ("points", "stands"),
    [
        ("activity.before_commit", 0),
        ("activity.after_commit", 1),
        ("bell.after_ring", 1),
    ],
)
def test_a_process_that_dies_around_the_commit_loses_no_word_of_what_stands(
    portal: Portal, calm: dict[str, Counter[tuple[str, ...]]], points: str, stands: int
) -> None:
    for deed, wanted in calm.items():
        number = portal.ground()

        assert portal.order(deed, number, points=points)["status"] == KILLED, deed

        portal.work_off()
        assert announcing.done(deed, number) == stands, deed
        assert announcing.told(number) == (wanted if stands else {}), deed


@pytest.mark.parametrize("points", ["notices.before_mail", "activity.before_mark", "activity.after_mark"])
def test_a_worker_that_dies_while_it_tells_tells_each_once(
    portal: Portal, calm: dict[str, Counter[tuple[str, ...]]], points: str
) -> None:
    rounds = []
    for deed in calm:
        rounds.append((deed, portal.ground()))
        portal.order(*rounds[-1])

    deaths = [portal.order("dispatch", points=points)["status"] for _ in range(3)]

    assert deaths == [KILLED] * 3
    portal.work_off()
    assert {deed: announcing.told(number) for deed, number in rounds} == calm


def test_what_was_rolled_back_is_told_to_nobody_and_can_be_done_again(
    portal: Portal, calm: dict[str, Counter[tuple[str, ...]]]
) -> None:
    for deed, wanted in calm.items():
        number = portal.ground()
        assert portal.order(deed, number, rolls_back=True)["status"] == 0

        portal.work_off()
        assert announcing.done(deed, number) == 0, deed
        assert announcing.told(number) == {}, deed

        portal.order(deed, number)
        portal.work_off()
        assert announcing.told(number) == wanted, deed


def test_deeds_and_workers_that_die_at_random_tell_of_all_that_stands_and_of_nothing_else(
    portal: Portal, calm: dict[str, Counter[tuple[str, ...]]]
) -> None:
    chance = random.Random(18)
    usual: dict[str, tuple[int, int]] = {}
    for deed in calm:
        said = portal.order(deed, portal.ground())["statements"]
        usual[deed] = (said, portal.order("dispatch")["statements"])
    rounds: list[tuple[str, int]] = []
    for deed in itertools.islice(itertools.cycle(calm), CRASHES):
        rounds.append((deed, portal.ground()))
        for name, number, most in zip((deed, "dispatch"), (rounds[-1][1], 0), usual[deed], strict=True):
            # One more than it says: then it dies of what follows the commit.
            portal.order(
                name, number, statements=chance.randint(1, most + 1), points="activity.after_commit:0.5"
            )
        if chance.random() < 0.3:  # somebody who sees no answer presses the button again
            portal.order(*rounds[-1], again=True)

    portal.work_off()

    stands = {(deed, number): announcing.done(deed, number) for deed, number in rounds}
    wrong = {
        (deed, number): (count, announcing.told(number))
        for (deed, number), count in stands.items()
        if count not in (0, 1) or announcing.told(number) != (calm[deed] if count else {})
    }
    print(f"\n{len(rounds)} deeds and as many workers died; {sum(stands.values())} of the deeds stand")
    assert wrong == {}
    assert CRASHES / 10 < sum(stands.values()) < CRASHES * 9 / 10


@pytest.mark.parametrize("door", announcing.DOORS)
def test_who_leaves_an_address_at_the_door_gets_its_letter_wherever_the_process_dies(
    portal: Portal, door: str
) -> None:
    """Killed after each statement in turn: there is the address and one letter to it, or neither."""
    first = random.randrange(10**9)  # the limits by address remember the last run
    usual = portal.order(door, first)
    assert usual["status"] == 0
    assert (kept(first), letters(first)) == (1, 1)
    found = {}
    for statement in range(1, usual["statements"] + 1):
        number = first + statement
        assert portal.order(door, number, statements=statement)["status"] == KILLED
        found[statement] = (kept(number), letters(number))

    wait_for(portal._is_alone, 20, "Postgres did not notice")

    assert {statement: each for statement, each in found.items() if each not in {(0, 0), (1, 1)}} == {}
    assert (0, 0) in found.values()

    cache.clear()  # three minutes later, by the limit of letters to one address
    for statement, each in found.items():  # somebody who saw no answer tries again
        if each == (0, 0):
            portal.order(door, first + statement)
            assert (kept(first + statement), letters(first + statement)) == (1, 1)


def kept(number: int) -> int:
    return EmailAddress.objects.filter(email=announcing.address_of(number)).count()


def letters(number: int) -> int:
    return OutgoingMail.objects.filter(to_address=announcing.address_of(number)).count()
