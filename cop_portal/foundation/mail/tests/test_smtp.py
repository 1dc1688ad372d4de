"""What each answer of a mail server means for the mail, for the others, and for the whole queue."""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.mail import send
from cop_portal.foundation.mail.models import OutgoingMail, Sending
from cop_portal.foundation.mail.tests.makers import mail

pytestmark = pytest.mark.django_db


def states() -> Counter[str]:
    return Counter(OutgoingMail.objects.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("450 4.2.0 Greylisted, come back", "deferred"),
        ("451 4.3.0 Busy", "deferred"),
        ("452 4.2.2 Mailbox full", "deferred"),
        ("550 5.1.1 No such person", "failed"),
        ("552 5.2.2 Mailbox full for good", "failed"),
        ("554 5.7.1 Refused", "failed"),
    ],
)
@pytest.mark.parametrize("step", ["refuse", "refuse_text"])
def test_an_answer_about_one_mail_concerns_that_mail_alone(
    make_person: Any, sink: Any, step: str, answer: str, state: str
) -> None:
    odd, good = mail(make_person("Odd")), mail(make_person("Good"))
    setattr(sink, step, lambda address: answer if address == odd.to_address else None)

    send.send_due()

    odd.refresh_from_db()
    good.refresh_from_db()
    assert (odd.state, good.state) == (state, "sent")
    assert odd.error == answer
    assert odd.tried_at
    assert (odd.due_at > timezone.now()) == (state == "deferred")


def test_after_421_the_rest_leaves_over_a_new_connection(make_person: Any, sink: Any) -> None:
    odd, *_others = (mail(make_person()) for _ in range(4))
    sink.refuse = lambda address: "421 4.3.2 Closing" if address == odd.to_address else None

    send.send_due()

    assert states() == {"deferred": 1, "sent": 3}
    assert sink.connections == 2
    assert len(sink.counts) == 3


@pytest.mark.parametrize("answer", ["530 5.7.0 Authenticate first", "550 5.7.1 Sender refused"])
def test_a_server_that_refuses_us_fails_no_mail_and_is_asked_again_later(
    make_person: Any, sink: Any, answer: str
) -> None:
    rows = [mail(make_person()) for _ in range(3)]
    sink.refuse_sender = lambda: answer

    send.send_due()
    away = Sending.now()
    sink.refuse_sender = lambda: None
    Sending.objects.update(retry_at=timezone.now())
    waiting = states()
    send.send_due()

    assert waiting == {"queued": 3}
    assert away.away_words == answer
    assert set(OutgoingMail.objects.values_list("attempts", "state")) == {(1, "sent")}
    assert sink.counts == {row.to_address: 1 for row in rows}
    assert Sending.now().away_since is None


def test_looks_for_an_absent_server_grow_apart(make_person: Any, sink: Any) -> None:
    mail(make_person())
    sink.stop()
    waits = []
    for _look in range(7):
        send.send_due()
        row = Sending.now()
        waits.append((row.retry_at - timezone.now()).total_seconds())
        Sending.objects.update(retry_at=timezone.now())

    assert Sending.now().tries == 7
    assert waits[0] < 20
    assert waits[0] < waits[2] < waits[4] <= 360
    assert max(waits) <= 360


def test_a_server_that_breaks_every_connection_counts_as_away(make_person: Any, sink: Any) -> None:
    for _ in range(9):
        mail(make_person())
    sink.refuse = lambda address: "421 4.3.2 Not now"

    send.send_due()

    assert states() == {"deferred": send.MOST_LOST, "queued": 9 - send.MOST_LOST}
    assert Sending.now().away_since


def test_one_slow_domain_lets_the_others_pass(make_person: Any, sink: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(send, "SLOW", 0.3)
    slow = [mail(make_person(), to_address=f"a{n}@slow.example") for n in range(5)]
    quick = [mail(make_person()) for _ in range(5)]

    def stall(address: str) -> None:
        if address.endswith("slow.example"):
            time.sleep(0.4)

    sink.on_data = stall
    send.send_due()

    assert sink.counts == {slow[0].to_address: 1, **{row.to_address: 1 for row in quick}}
    assert set(OutgoingMail.objects.filter(state="queued").values_list("attempts", flat=True)) == {0}


@pytest.mark.parametrize("seed", range(4))
def test_a_server_of_bad_moods_delays_and_neither_loses_nor_doubles(
    make_person: Any, sink: Any, seed: int
) -> None:
    moods = random.Random(seed)
    for number in range(60):
        mail(make_person(), to_address=f"p{number}@example.org")
    answers = [None, None, None, "421 4 x", "450 4 x", "451 4 x", "452 4 x", "550 5 x", "552 5 x", "554 5 x"]
    told: dict[str, list[str]] = {}

    def mood(address: str) -> str | None:
        answer = moods.choice(answers)
        if answer:
            told.setdefault(address, []).append(answer)
        return answer

    sink.refuse = sink.refuse_text = mood
    for _round in range(80):
        send.send_due()
        OutgoingMail.objects.update(due_at=timezone.now())
        Sending.objects.update(retry_at=None)

    found = OutgoingMail.objects.values_list("to_address", "state", "attempts", "error")
    assert {state for _address, state, _attempts, _error in found} == {"sent", "failed"}
    assert sink.counts == {address: 1 for address, state, *_rest in found if state == "sent"}
    for address, state, attempts, error in found:
        refused = [answer for answer in told.get(address, []) if answer.startswith("5")]
        assert len(refused) <= 1, "5xx is not tried again"
        assert attempts <= send.MOST_ATTEMPTS
        assert (state == "failed") == bool(refused or error.startswith("given up"))
