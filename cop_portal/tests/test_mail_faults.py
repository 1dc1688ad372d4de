"""A real worker, a real broker and a real mail server, and what happens to the mail when they die.

Small by default. At full length (some ten minutes): `FAULT_RECIPIENTS=10000 FAULT_KILLS=50
FAULT_DOWN=300 pytest cop_portal/tests/test_mail_faults.py -s`, which prints its figures.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from celery import Celery
from django.conf import settings
from django.test import Client

from cop_portal import embedded
from cop_portal.foundation.mail.compose import SEND
from cop_portal.foundation.mail.models import OutgoingMail, Sending
from cop_portal.newsletters import actions as newsletters
from cop_portal.newsletters.tests import makers
from cop_portal.tests import factories
from cop_portal.tests.sink import Sink
from cop_portal.tests.stack import Stack, copy_database, on_database, wait_for
from discussions.actions import discussions, subscriptions
from discussions.models import Contribution

pytestmark = pytest.mark.fault
RECIPIENTS = int(os.environ.get("FAULT_RECIPIENTS", "500"))
KILLS = int(os.environ.get("FAULT_KILLS", "5"))
DOWN = float(os.environ.get("FAULT_DOWN", "4"))  # seconds without a broker
FULL = RECIPIENTS >= 10_000
DATABASE = "faults"


class Broker:
    """A Valkey of this test alone, so that nobody else hears of its death."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, embedded.redis_url(folder)
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        embedded.socket_dir(self.folder).mkdir(parents=True, exist_ok=True)
        command = [*embedded.valkey_command(self.folder), "--save", "", "--appendonly", "no"]
        log = (self.folder / "valkey.log").open("ab")
        self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for(lambda: embedded.redis_ready(self.folder), 20, "the broker did not start")

    def kill(self) -> None:
        """With everything in it."""
        if self.child is not None:
            self.child.kill()
            self.child.wait(20)
            self.child = None


@pytest.fixture
def broker() -> Iterator[Broker]:
    found = Broker(Path(settings.DATA_DIR) / "fault-broker")
    found.start()
    yield found
    found.kill()


@pytest.fixture
def portal(
    broker: Broker, sink: Sink, tmp_path: Path, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Stack]:
    """Worker, scheduler and web on a database and a broker of their own; mail goes to the sink."""
    sink.log = tmp_path / "mail.log"
    with django_db_blocker.unblock():
        copy_database(DATABASE)
        with on_database(DATABASE):
            stack = Stack(
                "faults",
                DATABASE,
                REDIS_URL=broker.url,
                EMAIL_URL=sink.url,
                MAIL_SERVER_LOG=str(sink.log),
                WORKER_CONCURRENCY="2",
            )
            stack.commands["worker"][stack.commands["worker"].index("--concurrency") + 1] = "2"
            try:
                yield stack
            finally:
                stack.stop()


class Browser:
    """A person's requests, timed; every answer must be the one that a person hopes for."""

    TOKEN = "a" * 32

    def __init__(self, portal: Stack, person: Any) -> None:
        client = Client()
        client.force_login(person)
        self.portal = portal
        self.cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={self.TOKEN}"

    def get(self, path: str) -> float:
        return self._ask("GET", path, None, 200)

    def post(self, talk: Any, number: int) -> float:
        form = {"csrfmiddlewaretoken": self.TOKEN, "key": f"fault-{number}", "body": f"Said {number}."}
        return self._ask("POST", f"{talk.get_absolute_url()}contribute/", urlencode(form), 302)

    def _ask(self, method: str, path: str, body: str | None, wanted: int) -> float:
        begun = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=20)) as line:
            headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
            line.request(method, path, body, headers)
            assert line.getresponse().status == wanted, path
        return time.monotonic() - begun


def knock(broker: Broker) -> None:
    """What the scheduler does each minute; not waited for in the short runs."""
    app = Celery(broker=broker.url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host="))
    try:
        app.send_task(SEND, retry=False)
        app.send_task("cop_portal.foundation.activity.tasks.dispatch_pending", retry=False)
    finally:
        app.close()


def letter_to(number: int) -> list[str]:
    """An issue to so many readers, queued and not yet sent."""
    community = factories.community_with_roles("Faults")
    addresses = makers.many_readers(community, number)
    editor = factories.holder(community, "coordinator")
    issue = makers.draft(community, editor)
    newsletters.send_issue(issue=issue, by=editor, revision=issue.revision)
    return addresses


def states() -> Counter[str]:
    return Counter(OutgoingMail.objects.filter(kind="newsletter").values_list("state", flat=True))


def all_sent(number: int, broker: Broker | None = None) -> bool:
    if states() == {"sent": number}:
        return True
    if broker is not None and not FULL:
        knock(broker)
        time.sleep(1)
    return False


def exactly_one_each(sink: Sink, addresses: list[str]) -> None:
    counts = sink.counts
    assert {address: counts[address] for address in addresses} == dict.fromkeys(addresses, 1)
    names = Counter(str(found["Message-ID"]) for found in sink.mails() if found["List-Id"])
    assert set(names.values()) == {1}


def kill_worker(portal: Stack, chance: random.Random) -> None:
    """One of its processes, or all of them at once; the supervisor starts it again."""
    main = portal.children["worker"]
    kept = Path(f"/proc/{main.pid}/task/{main.pid}/children")
    children = [int(pid) for pid in kept.read_text().split()] if kept.exists() else []
    if children and chance.random() < 0.5:
        os.kill(chance.choice(children), signal.SIGKILL)
        return
    os.killpg(main.pid, signal.SIGKILL)


def test_a_worker_that_is_killed_again_and_again_sends_each_reader_one_mail(
    portal: Stack, sink: Sink, broker: Broker
) -> None:
    chance = random.Random(4)
    sink.on_data = lambda address: time.sleep(0.002)
    addresses = letter_to(RECIPIENTS)
    with portal.supervised("worker", "beat"):
        for number in range(KILLS):
            mark = RECIPIENTS * (number + chance.random()) / (KILLS + 1)
            wait_for(lambda mark=mark: len(sink.raw) >= mark, 180, f"sending stopped before {mark:.0f}")
            time.sleep(chance.random() * 0.05)
            kill_worker(portal, chance)
        last, at_last = time.monotonic(), states()
        wait_for(lambda: all_sent(RECIPIENTS, broker), 120, f"not all is sent: {at_last}")
        took = time.monotonic() - last

    exactly_one_each(sink, addresses)
    assert took < 120
    print(f"\n{RECIPIENTS} recipients, {KILLS} kills, done {took:.0f} s after the last, then {dict(at_last)}")


def test_a_broker_that_is_emptied_and_restarted_while_mail_leaves_costs_no_mail(
    portal: Stack, sink: Sink, broker: Broker
) -> None:
    number = RECIPIENTS // 5
    sink.on_data = lambda address: time.sleep(0.01)
    addresses = letter_to(number)
    with portal.supervised("worker", "beat"):
        for share in (0.1, 0.5, 0.9):
            wait_for(lambda share=share: len(sink.raw) >= share * number, 120, "sending stopped")
            broker.kill()
            time.sleep(0.5)
            broker.start()
        begun = time.monotonic()
        wait_for(lambda: all_sent(number), 90, "the rest is not sent")
        exactly_one_each(sink, addresses)

        # The worker hears the bell of the new broker.
        late = OutgoingMail.objects.create(
            key="late",
            kind="newsletter",
            to_address="late@example.org",
            subject="Late",
            text="Late",
            html="Late",
        )
        wait_for(lambda: all_sent(number + 1, broker), 90, "the worker is deaf")
    assert sink.counts[late.to_address] == 1
    print(f"\n{number} recipients, broker emptied 3 times, done {time.monotonic() - begun:.0f} s later")


def test_while_the_broker_is_away_people_post_and_each_letter_follows_once(
    portal: Stack, sink: Sink, broker: Broker
) -> None:
    water = factories.community_with_roles("Away")
    talk = discussions.start(
        community=water,
        by=factories.holder(water, "expert"),
        title="And now?",
        body="Go on.",
        kind="question",
    )
    reader = factories.joined(water, factories.person("Rita Away"))
    subscriptions.follow(discussion=talk, by=reader, frequency="instant")
    with portal.supervised("worker", "beat", "web"):
        portal.wait_until_well("database", "broker", "worker")
        sink.raw.clear()
        browser = Browser(portal, factories.joined(water, factories.person("Mona Away")))

        broker.kill()
        begun, said, slowest = time.monotonic(), 0, 0.0
        while time.monotonic() - begun < DOWN or said < 5:
            said += 1
            slowest = max(slowest, browser.post(talk, said), browser.get(talk.get_absolute_url()))
            time.sleep(min(DOWN / 20, 3))
        away = portal.health()
        broker.start()
        wait_for(lambda: heard(sink, reader, broker) >= said, 150, "a letter did not follow")
        time.sleep(2)

    assert slowest < 5
    assert away["checks"]["broker"]["ok"] is False
    assert away["status"] == "degraded"
    assert list(
        Contribution.objects.filter(discussion=talk).order_by("number").values_list("number", flat=True)
    ) == [*range(1, said + 1)]
    texts = [str(found.get_body(("plain",))) for found in sink.mails(reader.email)]
    assert sorted(number for number in range(1, said + 1) for text in texts if f"Said {number}." in text) == [
        *range(1, said + 1)
    ]
    assert Sending.now().away_since is None
    print(f"\n{said} posts in {DOWN:.0f} s without a broker, the slowest answer {slowest:.2f} s")


def heard(sink: Sink, reader: Any, broker: Broker) -> int:
    count = sink.counts[reader.email]
    if not FULL:
        knock(broker)
        time.sleep(1)
    return count
