"""Who writes in a coordinator's name speaks for nobody, even by the coordinator's own address to answer by.

Each mail goes to that address, as if its token had leaked, and to the community. Without a proof of our own
relay for the very domain of the only sender it is refused, or waits for the person's word.
"""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail
from discussions.actions import discussions
from discussions.enums import REPLY_KIND
from discussions.models import Contribution, Discussion, HeldPost

pytestmark = pytest.mark.django_db
State = InboundMail.State
OURS = "mx.example.org"
# What stands where the proof would: none of it is one for example.org.
NO_PROOF = {
    "nothing": [], "empty": [""], "only our name": [OURS], "none": [f"{OURS}; none"],
    "dmarc fails": [f"{OURS}; dmarc=fail header.from=example.org"],
    "dmarc says nothing": [f"{OURS}; dmarc=none header.from=example.org"],
    "dmarc by guess": [f"{OURS}; dmarc=bestguesspass header.from=example.org"],
    "dmarc nearly": [f"{OURS}; dmarc=passed header.from=example.org"],
    "dmarc of a domain that begins alike": [f"{OURS}; dmarc=pass header.from=example.org.evil.example"],
    "dmarc of a domain that ends alike": [f"{OURS}; dmarc=pass header.from=notexample.org"],
    "dmarc for a moment": [f"{OURS}; dmarc=temperror header.from=example.org"],
    "spf of another": [f"{OURS}; spf=pass smtp.mailfrom=b@evil.example"],
    "spf that ends alike": [f"{OURS}; spf=pass smtp.mailfrom=b@notexample.org"],
    "spf of nobody": [f"{OURS}; spf=pass smtp.mailfrom=<>"], "spf by greeting": [f"{OURS}; spf=pass smtp.helo=example.org"],
    "spf softly": [f"{OURS}; spf=softfail smtp.mailfrom=b@example.org"],
    "spf without a name": [f"{OURS}; spf=pass"],
    "dkim of another": [f"{OURS}; dkim=pass header.d=evil.example"], "dkim of all": [f"{OURS}; dkim=pass header.d=org"],
    "dkim below": [f"{OURS}; dkim=pass header.d=list.example.org"], "dkim without a name": [f"{OURS}; dkim=pass"],
    "dkim that ends alike": [f"{OURS}; dkim=pass header.i=@notexample.org"],
    "dkim that fails": [f"{OURS}; dkim=fail header.d=example.org"],
    "another method": [f"{OURS}; arc=pass header.from=example.org; iprev=pass policy.iprev=192.0.2.1; auth=pass smtp.auth=x"],
    "a method that is none": [f"{OURS}; x-dmarc=pass header.from=example.org"],
    "of another relay": ["mx.evil.example; dmarc=pass header.from=example.org"],
    "of a name that begins alike": [f"{OURS}.evil.example; dmarc=pass header.from=example.org"],
    "of a name that ends alike": [f"evil-{OURS}; dmarc=pass header.from=example.org"],
    "another relay beside ours": [f"{OURS}; dmarc=fail header.from=example.org", "mx.evil.example; dmarc=pass"],
    "in a comment": [f"{OURS}; dmarc=fail (dmarc=pass header.from=example.org)"],
    "in quotes": [f'{OURS}; dmarc=fail reason="; dmarc=pass header.from=example.org"'],
    "in quotes that do not end": [f'{OURS}; spf=fail smtp.mailfrom="; dmarc=pass'],
    "our name in a comment": [f"evil.example ({OURS}); dmarc=pass header.from=example.org"],
    "on a line of its own": [f"evil.example;\n {OURS}; dmarc=pass header.from=example.org"],
}  # fmt: skip
# Where only a careless reader finds the coordinator: the relay proves evil.example, and it does.
NOT_THE_SENDER = {
    "name": 'From: "{coordinator}" <b@evil.example>', "encoded name": "From: =?utf-8?q?{coordinator}?= <b@evil.example>",
    "encoded name in angles": "From: =?utf-8?q?=3C{coordinator}=3E?= <b@evil.example>",
    "sender": "From: b@evil.example\nSender: {coordinator}", "reply-to": "From: b@evil.example\nReply-To: {coordinator}",
    "resent": "From: b@evil.example\nResent-From: {coordinator}", "comment": "From: b@evil.example ({coordinator})",
    "comment first": "From: ({coordinator}) b@evil.example", "percent": "From: <{percent}@evil.example>",
    "quoted local part": 'From: <"{coordinator}"@evil.example>', "homograph": "From: <{homograph}>",
    "punycode": "From: <{local}@xn--exmple-4nf.org>", "domain below": "From: <{local}@example.org.evil.example>",
    "two senders": "From: {coordinator}, b@evil.example", "two senders turned": "From: b@evil.example, {coordinator}",
    "two heads": "From: {coordinator}\nFrom: b@evil.example", "two heads turned": "From: b@evil.example\nFrom: {coordinator}",
    "group": "From: Friends: {coordinator}, b@evil.example;", "no sender": "X-From: {coordinator}",
    "no address": "From: Coordinator", "angles twice": "From: <{coordinator}> <b@evil.example>",
    "angles within": "From: <b@evil.example <{coordinator}>>", "broken off": "From: {coordinator}\x00@evil.example",
}  # fmt: skip


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = OURS


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    return discussions.start(community=community, by=people.expert, title="Which?", body="Pump.", quiet=True)


def arrives(head: str, proofs: list[str], to: str, envelope_from: str = "") -> InboundMail:
    results = "".join(f"Authentication-Results: {proof}\n" for proof in proofs)
    raw = f"{results}{head}\nTo: {to}\nSubject: Re: Which?\nMessage-ID: <{abs(hash((head, to)))}@x.example>\n\nWe stop.\n"
    found = inbound.receive(raw.encode(), envelope_to=to, envelope_from=envelope_from)
    inbound.route_all()
    found.refresh_from_db()
    return found


def doors(talk: Discussion, person: Any) -> list[str]:
    return [addresses.reply_address(person.pk, REPLY_KIND, talk.pk), talk.community.mail_address]


def said_nothing(talk: Discussion) -> bool:
    return (
        not Contribution.objects.exists()
        and not HeldPost.objects.exists()
        and Discussion.objects.count() == 1
    )


@pytest.mark.parametrize("case", NO_PROOF)
def test_without_proof_it_waits_for_the_persons_word(case: str, talk: Discussion, people: Any) -> None:
    for to in doors(talk, people.coordinator):
        head = f"From: {people.coordinator.email}"
        done = arrives(head, NO_PROOF[case], to, envelope_from=people.coordinator.email)
        assert done.state in (State.HELD, State.REFUSED)

    assert said_nothing(talk)
    # Only the person themselves hears of it, once, and no refusal goes to whom nobody proved.
    told = OutgoingMail.objects.values_list("kind", "to_address")
    assert set(told) <= {("mail.held", people.coordinator.email)}
    assert len(told) <= 1


@pytest.mark.parametrize("case", NOT_THE_SENDER)
def test_a_name_anywhere_else_than_in_from_is_no_sender(case: str, talk: Discussion, people: Any) -> None:
    mine = people.coordinator.email
    words = {
        "coordinator": mine, "local": mine.partition("@")[0], "percent": mine.replace("@", "%"),
        "homograph": mine.replace("example", "ex\u0430mple"),
    }  # fmt: skip
    proofs = [f"{OURS}; dmarc=pass header.from=evil.example; spf=pass smtp.mailfrom=b@evil.example"]
    for to in doors(talk, people.coordinator):
        done = arrives(NOT_THE_SENDER[case].format(**words), proofs, to, envelope_from=mine)
        assert done.state in (State.HELD, State.REFUSED)

    assert said_nothing(talk)


def test_there_are_enough_of_them() -> None:
    assert len(NO_PROOF) + len(NOT_THE_SENDER) >= 40


@pytest.mark.parametrize(
    "proof",
    [
        f"{OURS}; dmarc=pass header.from=example.org", f"{OURS} 1; dmarc=pass", f"{OURS.upper()}; DMARC=PASS",
        f"{OURS}; spf=fail smtp.mailfrom=b@relay.example; dkim=pass header.d=example.org",
        f"{OURS}; dkim=pass (2048 bits) header.i=@example.org", f"{OURS}; spf=pass smtp.mailfrom=bounce@example.org",
    ],
)  # fmt: skip
def test_with_proof_it_is_posted(proof: str, talk: Discussion, people: Any) -> None:
    (to, _community) = doors(talk, people.coordinator)

    assert arrives(f"From: {people.coordinator.email}", [proof], to).state == State.POSTED
    assert Contribution.objects.get().author == people.coordinator


def test_no_mail_gives_an_order(talk: Discussion, community: Any, people: Any) -> None:
    """There are no words by which a mail does what an administrator does."""
    members = community.memberships.active().count()
    for number, order in enumerate(
        ("delete", "unsubscribe all", "approve", "subscribe b@evil.example", "set owner")
    ):
        for to in (community.mail_address, f"{community.mail_name}-request@reply.example.org"):
            head = (
                f"From: {people.coordinator.email}\nX-Number: {number}\nX-Command: {order}\nApproved: {order}"
            )
            done = arrives(head, [f"{OURS}; dmarc=fail"], to)
            assert done.state in (State.HELD, State.REFUSED)

    assert said_nothing(talk)
    assert community.memberships.active().count() == members > 4
