"""Mail that came back: what it says of the address, that nobody can forge it, and the way back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.mail import addresses, bounces, compose, inbound, send
from cop_portal.foundation.mail.models import Bounce, InboundMail, OutgoingMail, Suppression
from cop_portal.tests.sink import Sink

pytestmark = pytest.mark.django_db


def dsn(action: str = "failed", status: str = "5.1.1", said: str = "550 5.1.1 User unknown") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example.net\nTo: b@reply.example.org\nSubject: Undelivered Mail\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\n\n'
        "--b1\nContent-Type: text/plain\n\nYour mail could not be delivered.\n\n"
        "--b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; who@example.org\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {said}\n\n"
        "--b1\nContent-Type: message/rfc822\n\nSubject: old\n\nold text\n\n--b1--\n"
    ).encode()


def complaint(kind: str = "abuse") -> bytes:
    return (
        "From: fbl@mail.example.net\nSubject: complaint\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b1"\n\n'
        "--b1\nContent-Type: text/plain\n\nAn abuse report.\n\n--b1\nContent-Type: message/feedback-report\n\n"
        f"Feedback-Type: {kind}\nUser-Agent: X/1\nVersion: 1\n\n--b1\nContent-Type: message/rfc822\n\nSubject: x\n\nx\n--b1--\n"
    ).encode()


def plain_bounce() -> bytes:
    return b"From: Mail Delivery <MAILER-DAEMON@old.example.net>\nSubject: failure notice\n\nHi. I could not deliver.\n550 no such user\n"


def away() -> bytes:
    return b"From: who@example.org\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nI am away.\n"


@pytest.fixture
def sent(make_person: Any) -> OutgoingMail:
    person = make_person("Bo Bounce")
    mail = compose.queue(key="one", kind="x", user=person, template="mail/email/works", context={})
    assert mail is not None
    return mail


def comes_back(mail: OutgoingMail, raw: bytes, to: str = "") -> InboundMail:
    stored = inbound.receive(raw, envelope_to=to or addresses.bounce_address(mail.pk), envelope_from="<>")
    inbound.route_all()
    stored.refresh_from_db()
    return stored


def state(mail: OutgoingMail) -> str:
    assert mail.user is not None
    mail.user.refresh_from_db()
    return mail.user.mail_state


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (dsn(), ("hard", "5.1.1 550 5.1.1 User unknown")),
        (dsn(status="5.0.0"), ("hard", "5.0.0 550 5.1.1 User unknown")),
        (dsn(status="5.4.4"), ("hard", None)),
        (dsn(status="5.2.2", said="552 mailbox full"), ("soft", None)),
        (dsn(status="5.7.1", said="554 policy"), ("soft", None)),
        (dsn(status="4.4.7", said="timeout"), ("soft", None)),
        (dsn(action="delayed", status="4.4.1"), (None, None)),
        (complaint(), ("complaint", None)),
        (plain_bounce(), ("soft", None)),
    ],
)  # fmt: skip
def test_a_report_is_read(raw: bytes, expected: tuple[str | None, str | None]) -> None:
    found = bounces.read_report(raw)

    assert found is not None
    assert found[0] == expected[0]
    assert expected[1] is None or found[1] == expected[1]


@pytest.mark.parametrize(
    "raw",
    [away(), complaint("not-spam"), dsn(action="delivered", status="2.0.0"), dsn(action="relayed", status="2.1.9"),
     b"From: a@b.org\n\nhello", b"", b"\xff\x00"],
)  # fmt: skip
def test_what_is_no_bounce_counts_for_nothing(raw: bytes, sent: OutgoingMail) -> None:
    assert bounces.read_report(raw) is None
    comes_back(sent, raw)

    assert not Bounce.objects.exists()
    assert state(sent) == "works"


def test_a_hard_bounce_stops_the_mail_and_nobody_is_answered(sent: OutgoingMail) -> None:
    done = comes_back(sent, dsn())

    assert done.state == InboundMail.State.IGNORED
    assert state(sent) == "bounces"
    assert not OutgoingMail.objects.filter(kind__in=["mail.refused", "mail.held"]).exists()
    assert compose.queue(key="two", kind="x", user=sent.user, template="mail/email/works", context={}) is None  # type: ignore[arg-type]


def test_a_delayed_mail_stops_nothing(sent: OutgoingMail) -> None:
    comes_back(sent, dsn(action="delayed", status="4.4.1"))

    assert not Bounce.objects.exists()
    assert state(sent) == "works"


def test_soft_bounces_stop_it_on_the_fourth_day_and_count_once_a_day(sent: OutgoingMail) -> None:
    now = timezone.now()
    for day in range(4):
        assert state(sent) == "works"
        for _again in range(3):
            bounces.note(
                address=sent.to_address, kind="soft", reason="full", at=now - datetime.timedelta(days=3 - day)
            )

    assert Bounce.objects.count() == 4
    assert state(sent) == "bounces"


def test_soft_bounces_of_last_year_are_forgotten(sent: OutgoingMail) -> None:
    now = timezone.now()
    for day in (400, 300, 200, 0):
        bounces.note(
            address=sent.to_address, kind="soft", reason="full", at=now - datetime.timedelta(days=day)
        )

    assert state(sent) == "works"


def test_a_complaint_stops_at_once(sent: OutgoingMail) -> None:
    comes_back(sent, complaint())

    assert state(sent) == "bounces"
    assert Bounce.objects.get().kind == "complaint"


def test_a_hundred_forged_reports_change_nothing(sent: OutgoingMail) -> None:
    good = addresses.bounce_address(sent.pk)
    local, _at, domain = good.rpartition("@")
    for number in range(100):
        letter = local[-1 - number % 26]
        forged = (
            local[: len(local) - 1 - number % 26]
            + ("a" if letter != "a" else "b")
            + local[len(local) - number % 26 :]
        )
        comes_back(sent, dsn() + str(number).encode(), f"{forged}@{domain}")
    comes_back(sent, dsn(), f"b-{sent.pk + 1}-{local[-26:]}@{domain}")

    assert not Bounce.objects.exists()
    assert state(sent) == "works"


def test_each_mail_leaves_with_a_return_path_of_its_own(
    sent: OutgoingMail, sink: Sink, settings: Any
) -> None:
    send.send_due()

    assert sink.senders == [addresses.bounce_address(sent.pk)]
    assert addresses.read_bounce_address(addresses.bounce_address(sent.pk)) == sent.pk


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550 5.1.1 unknown", "hard"), ("550 No such user here", "hard"), ("550 The mailbox does not exist", "hard"),
        ("554 5.7.1 spam", "soft"), ("552 5.2.2 full", "soft"), ("554 rejected", "soft"),
    ],
)  # fmt: skip
def test_a_refusal_as_we_speak_counts_too(answer: str, kind: str, sent: OutgoingMail) -> None:
    bounces.note_refusal(address=sent.to_address, answer=answer)

    assert Bounce.objects.get().kind == kind


def test_an_address_without_an_account_is_not_written_to_again() -> None:
    bounces.note(address="Gone@Far.Example", kind="hard", reason="unknown")

    assert Suppression.objects.get().address == "gone@far.example"


def test_the_person_sees_why_and_turns_it_on_again(sent: OutgoingMail, sign_in: Any) -> None:
    bounces.note(address=sent.to_address, kind="hard", reason="550 5.1.1 <script>unknown")
    client = sign_in(sent.user)

    page = client.get("/my/address/").content.decode()
    assert "550 5.1.1 &lt;script&gt;unknown" in page
    assert "Letters do not reach you" in client.get("/my/notices/").content.decode()
    client.post("/my/address/")

    assert state(sent) == "works"
    assert OutgoingMail.objects.filter(kind="mail.works", user=sent.user).count() == 1
    assert "Letters do not reach you" not in client.get("/my/notices/").content.decode()
    # It comes back once more: it stops once more, also on the same day.
    bounces.note(address=sent.to_address, kind="hard", reason="again")
    assert state(sent) == "bounces"


def test_a_new_address_begins_without_a_history(sent: OutgoingMail) -> None:
    bounces.note(address=sent.to_address, kind="hard", reason="unknown")
    person = sent.user
    assert person is not None
    type(person).objects.filter(pk=person.pk).update(email="new@example.org")

    bounces.address_changed(None, person)

    assert state(sent) == "works"


def test_who_works_has_nothing_to_turn_on(make_person: Any, sign_in: Any) -> None:
    person = make_person()
    sign_in(person).post("/my/address/")

    assert not OutgoingMail.objects.filter(kind="mail.works").exists()
