"""What the reports of the common mail servers say of an address, and what follows for it."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.mail import addresses, bounces, inbound
from cop_portal.foundation.mail.models import Bounce, InboundMail, OutgoingMail, Suppression
from cop_portal.foundation.mail.tests.makers import mail
from cop_portal.foundation.mail.tests.reports import SAMPLES, Sample, postfix

NAMED = {sample.name: sample for sample in SAMPLES}


def verdict(raw: bytes) -> str:
    found = bounces.read_report(raw)
    return "none" if found is None else found[0] or "delayed"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_report_is_understood(sample: Sample) -> None:
    assert verdict(sample.raw) == sample.says


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_ends_of_its_lines_change_nothing(sample: Sample) -> None:
    assert verdict(sample.raw.replace(b"\n", b"\r\n")) == sample.says


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_cut_off_anywhere_it_never_says_worse_and_never_raises(sample: Sample) -> None:
    """A live address is not stopped for a report that did not arrive whole."""
    worst = {"hard": {"hard", "soft", "delayed", "none"}, "complaint": {"complaint", "soft", "none"}}
    for end in range(0, len(sample.raw), 97):
        assert verdict(sample.raw[:end]) in worst.get(sample.says, {"soft", "delayed", "none"})


def test_every_program_has_its_samples_of_each_kind() -> None:
    for program in ("postfix", "exim", "exchange", "gmail", "sendmail"):
        said = {sample.says for sample in SAMPLES if sample.name.startswith(program)}
        assert {"hard", "soft"} <= said, program
    assert len(SAMPLES) >= 45


def test_the_words_of_the_original_decide_nothing() -> None:
    """The mail that came back speaks of codes itself; they are not the server's."""
    assert verdict(postfix("4.2.2", "452 4.2.2 Over quota")) == "soft"
    assert verdict(postfix("4.4.1", "timed out", "delayed")) == "delayed"


def test_a_large_report_is_read_in_no_time() -> None:
    large = postfix("5.1.1", "550 5.1.1 unknown") + b"x" * 5_000_000
    begun = time.process_time()

    assert verdict(large) == "hard"
    assert time.process_time() - begun < 1


def comes_back(row: OutgoingMail, raw: bytes) -> InboundMail:
    stored = inbound.receive(raw, envelope_to=addresses.bounce_address(row.pk), envelope_from="<>")
    inbound.route_all()
    stored.refresh_from_db()
    return stored


@pytest.mark.django_db
def test_what_is_hard_stops_its_address_at_once_and_what_is_soft_does_not(make_person: Any) -> None:
    for sample in SAMPLES:
        person = make_person()
        stored = comes_back(mail(person), sample.raw.replace(b"b-17@", f"b-{person.pk}@".encode()))
        person.refresh_from_db()

        stopped = sample.says in ("hard", "complaint")
        assert stored.state == InboundMail.State.IGNORED, sample.name
        assert person.mail_state == ("bounces" if stopped else "works"), sample.name
        counted = Bounce.objects.filter(address=person.email).count()
        assert counted == (sample.says in ("hard", "soft", "complaint")), sample.name
    assert not Suppression.objects.exists()
    assert not OutgoingMail.objects.exclude(kind="newsletter").exists()  # nobody is answered


@pytest.mark.django_db
def test_a_full_mailbox_is_one_point_a_day_and_stops_on_the_fourth(make_person: Any) -> None:
    person, full = make_person(), NAMED["gmail: out of space"].raw
    for number in range(5):
        comes_back(mail(person), full + f"X: {number}\n".encode())
    person.refresh_from_db()
    assert (Bounce.objects.count(), person.mail_state) == (1, "works")

    for days in (1, 2, 3):
        day = timezone.localdate() - datetime.timedelta(days=days)
        Bounce.objects.create(address=person.email, day=day, kind="soft", reason="full")
    comes_back(mail(person), full)

    person.refresh_from_db()
    assert person.mail_state == "bounces"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["postfix: no such user", "complaint", "qmail: no such user"])
def test_the_same_report_at_a_path_that_we_did_not_make_counts_for_nobody(
    name: str, make_person: Any
) -> None:
    row = mail(make_person())
    local, _at, domain = addresses.bounce_address(row.pk).rpartition("@")
    for number in range(30):
        raw = NAMED[name].raw + f"X: {number}\n".encode()
        inbound.receive(raw, envelope_to=f"{local[:-2]}{chr(97 + number % 26)}q@{domain}", envelope_from="<>")
    inbound.route_all()

    assert not Bounce.objects.exists()
    assert row.user is not None
    assert row.user.mail_state == "works"
