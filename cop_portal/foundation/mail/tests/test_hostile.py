"""Malformed mail of every kind ends somewhere known, quickly, and the good one after it is posted."""

from __future__ import annotations

import os
import time
from email.message import EmailMessage
from typing import Any

import pytest

from cop_portal.foundation.mail import addresses, inbound, parsing
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.foundation.mail.tests.hostile import KINDS, mutated
from cop_portal.foundation.tokens import LENGTH
from discussions.actions import discussions
from discussions.enums import REPLY_KIND
from discussions.models import Contribution, Discussion

pytestmark = pytest.mark.django_db
# `MAIL_ROUNDS=10000 pytest …` tries so many; fewer do for every day.
ROUNDS = int(os.environ.get("MAIL_ROUNDS", "300"))
# Seconds here are the processor's: a machine that is busy with other work fails no mail.


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


@pytest.fixture
def address(community: Any, people: Any) -> str:
    talk = discussions.start(
        community=community, by=people.expert, title="Which?", body="Pump.", kind="question", quiet=True
    )
    return addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)


def head(sender: str, to: str) -> bytes:
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: Re: Which?\r\n"
        "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\r\n"
    ).encode()


def good(sender: str, to: str, word: str) -> bytes:
    message = EmailMessage()
    message["Message-ID"] = f"<{abs(hash(word))}@example.org>"
    message.set_content(word)
    return head(sender, to) + message.as_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_mail_is_posted_right_after_a_bad_one(kind: str, address: str, people: Any) -> None:
    sender = people.member.email
    bad = inbound.receive(head(sender, address) + KINDS[kind](), envelope_to=address)
    begun = time.process_time()
    inbound.route_all()
    took = time.process_time() - begun
    inbound.receive(good(sender, address, f"Good after {kind}."), envelope_to=address)
    begun = time.process_time()
    inbound.route_all()

    bad.refresh_from_db()
    assert Contribution.objects.filter(body=f"Good after {kind}.").count() == 1
    assert time.process_time() - begun < 5
    assert took < 10
    assert bad.state != InboundMail.State.RECEIVED or bad.lease_until is not None
    assert Contribution.objects.count() <= 2


def test_mails_with_bytes_changed_are_understood_or_not_and_nothing_breaks() -> None:
    """Reading alone, so that many can be tried."""
    seeds = [
        head("a@example.org", "b@example.org") + make()
        for name, make in KINDS.items()
        if len(make()) < 20_000
    ]
    for number in range(ROUNDS):
        raw = mutated(seeds[number % len(seeds)], number)
        begun = time.process_time()
        parsed = parsing.parse(raw)
        assert time.process_time() - begun < 5, number
        assert "\x00" not in parsed.written + parsed.quoted + parsed.subject + parsed.message_id, number
        parsed.written.encode()
        parsed.quoted.encode()
        "".join([parsed.subject, parsed.from_address, parsed.message_id, *parsed.recipients]).encode()


@pytest.mark.parametrize("charset", ["no-such", "a\0b", "hex", "undefined", "utf-16", "x" * 100_000, "idna"])
def test_a_charset_that_is_none_costs_nothing(charset: str) -> None:
    assert parsing.decode_bytes(b"The pump.", charset) == "The pump."


def test_forged_reply_tokens_post_nothing_and_tell_nothing(address: str, people: Any) -> None:
    """Random ones, and the true one with a letter changed, dropped or added."""
    local, _at, domain = address.rpartition("@")
    token = local.removeprefix(addresses.PREFIX)
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    for number in range(ROUNDS):
        at = number % LENGTH
        other = letters[(letters.index(token[at]) + 1 + number // LENGTH % 31) % 32]
        forged = (
            token[:at] + other + token[at + 1 :],
            "".join(letters[(number * 7 + at * (number + 3)) % 32] for at in range(LENGTH)),
            token[: LENGTH - 1 - number % 5],
            token + letters[number % 32],
        )[number % 4]
        assert forged != token
        assert addresses.find_reply_address([f"{addresses.PREFIX}{forged}@{domain}"]) is None
        if number % 10 == 0:
            to = f"{addresses.PREFIX}{forged}@{domain}"
            inbound.receive(good(people.member.email, to, f"Forged {number}."), envelope_to=to)
    inbound.route_all(ROUNDS)

    assert not Contribution.objects.exists()
    assert Discussion.objects.count() == 1
    assert set(InboundMail.objects.values_list("state", "reason")) == {("refused", "no such address")}


def test_a_mail_over_which_workers_die_is_given_up(address: str, people: Any, monkeypatch: Any) -> None:
    """Each attempt is counted before the mail is looked at, so that what kills a worker is not tried for ever."""
    bad = inbound.receive(good(people.member.email, address, "Deadly."), envelope_to=address)

    def dies(pk: int) -> None:
        raise SystemExit

    for _attempt in range(inbound.MOST_ATTEMPTS):
        with monkeypatch.context() as patch:
            patch.setattr(inbound, "_route_and_save", dies)
            with pytest.raises(SystemExit):
                inbound.route_one()
        InboundMail.objects.filter(pk=bad.pk).update(lease_until=None)
    inbound.receive(good(people.member.email, address, "Well."), envelope_to=address)
    inbound.route_all()

    bad.refresh_from_db()
    assert bad.state == InboundMail.State.FAILED
    assert [made.body for made in Contribution.objects.all()] == ["Well."]


def test_one_that_fails_is_tried_again_later_and_holds_up_nobody(
    address: str, people: Any, monkeypatch: Any
) -> None:
    bad = inbound.receive(good(people.member.email, address, "Unlucky."), envelope_to=address)
    whole = inbound._route

    def fails(mail: InboundMail, **options: Any) -> None:
        if mail.pk == bad.pk:
            raise RuntimeError("the store is away")
        whole(mail, **options)

    with monkeypatch.context() as patch:
        patch.setattr(inbound, "_route", fails)
        inbound.receive(good(people.member.email, address, "Lucky."), envelope_to=address)
        inbound.route_all()
    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == (InboundMail.State.RECEIVED, 1)
    assert [made.body for made in Contribution.objects.all()] == ["Lucky."]

    InboundMail.objects.update(lease_until=None)
    inbound.route_all()
    assert Contribution.objects.count() == 2
