"""The same mails several times at once, over two ways, while several workers route: one contribution each."""

from __future__ import annotations

import os
import random
from email.message import EmailMessage
from typing import Any

from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent

from cop_portal.foundation.mail import addresses, hooks, inbound, server
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.tests import factories
from cop_portal.tests.races import at_once
from discussions.actions import discussions
from discussions.enums import REPLY_KIND
from discussions.models import Contribution, Discussion

# `MAIL_ROUNDS=500 pytest …` sends so many.
MAILS = int(os.environ.get("MAIL_ROUNDS", "60"))
State = InboundMail.State


class _Envelope:
    """What the LMTP door hands over."""

    def __init__(self, raw: bytes, sender: str) -> None:
        self.original_content, self.content, self.mail_from = raw, raw, sender


def by_lmtp(raw: bytes, sender: str, to: str, hop: int) -> None:
    assert server._store(_Envelope(b"Received: hop %d\r\n" % hop + raw, sender), [to]) == ["250 2.0.0 Stored"]


def by_hook(raw: bytes, sender: str, to: str, hop: int) -> None:
    message = AnymailInboundMessage.parse_raw_mime_bytes(raw)
    message.envelope_recipient, message.envelope_sender = to, sender
    hooks.take_in(None, AnymailInboundEvent(event_type="inbound", message=message), "Postmark")


def letter(sender: str, to: str, number: int) -> bytes:
    """Every fifth bears no Message-ID, every fifth has odd spaces around it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, f"Word {number}"
    message["Date"] = f"Thu, 26 Nov 2026 10:00:{number % 60:02} +0000"
    if number % 5 == 1:
        message["Message-ID"] = f"  <word-{number}@example.org>  "
    elif number % 5:
        message["Message-ID"] = f"<word-{number}@example.org>"
    message.set_content(f"Word {number}.")
    return message.as_bytes()


def test_each_mail_is_one_contribution_however_often_it_comes(apart: str, settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "*"
    water = factories.community_with_roles("Races by mail")
    member = factories.joined(water, factories.person("Ria Race"))
    talk = discussions.start(
        community=water,
        by=factories.holder(water, "expert"),
        title="Which?",
        body="x",
        kind="question",
        quiet=True,
    )
    answer, opening = addresses.reply_address(member.pk, REPLY_KIND, talk.pk), water.mail_address
    chance = random.Random(26)
    deliveries = []
    for number in range(MAILS):
        to = opening if number % 4 == 3 else answer
        raw = letter(member.email, to, number)
        for hop in range(chance.randint(1, 5)):
            deliveries.append((by_lmtp if chance.random() < 0.5 else by_hook, raw, member.email, to, hop))
    chance.shuffle(deliveries)

    def deliver(share: int) -> None:
        for door, *mail in deliveries[share::4]:
            door(*mail)
            if share < 2:
                inbound.route_one()

    def work() -> None:
        for _turn in range(200):
            inbound.route_all()
            if not InboundMail.objects.filter(state=State.RECEIVED).exists() and done:
                return

    done: list[bool] = []
    results = at_once(*[lambda share=share: deliver(share) for share in range(4)], seconds=60 + MAILS)
    done.append(True)
    results += at_once(work, work, work, seconds=60 + MAILS)

    assert [result for result in results if isinstance(result, Exception)] == []
    opened = [number for number in range(MAILS) if number % 4 == 3]
    said = sorted(Contribution.objects.filter(discussion=talk).values_list("body", flat=True))
    begun = sorted(
        Discussion.objects.filter(community=water, channel="email").values_list("title", flat=True)
    )
    assert said == sorted(f"Word {number}." for number in range(MAILS) if number not in opened)
    assert begun == sorted(f"Word {number}" for number in opened)
    assert list(talk.contributions.order_by("number").values_list("number", flat=True)) == list(
        range(1, len(said) + 1)
    )
    assert not InboundMail.objects.exclude(state__in=[State.POSTED, State.IGNORED]).exists()
    assert InboundMail.objects.filter(state=State.POSTED).count() == MAILS
