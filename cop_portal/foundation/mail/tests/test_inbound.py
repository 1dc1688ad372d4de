"""Mail that comes in: whose it is, whether it is proven, and that a bad one never stops the next."""

from __future__ import annotations

from email.header import Header
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from communities.actions import memberships
from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail
from cop_portal.foundation.mail.threads import threads_of
from cop_portal.foundation.permissions import SYSTEM
from discussions.actions import discussions
from discussions.enums import REPLY_KIND
from discussions.models import Contribution

pytestmark = pytest.mark.django_db
State = InboundMail.State


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    return discussions.start(
        community=community, by=people.expert, title="Which?", body="Pump.", kind="question", quiet=True
    )


def address_of(person: Any, talk: Any) -> str:
    return addresses.reply_address(person.pk, REPLY_KIND, talk.pk)


def mail(
    person: Any, to: str, text: str = "The blue one.", *, proven: bool = True, **headers: str
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"X <{person.email}>", to, "Re: Which?"
    message["Message-ID"] = f"<{abs(hash((person.email, text, to)))}@example.org>"
    if proven:
        message["Authentication-Results"] = (
            f"mx.example.org; dmarc=pass header.from={person.email.rpartition('@')[2]}"
        )
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def at(address: str) -> Any:
    """Somebody who writes from this address."""
    return SimpleNamespace(email=address)


def arrives(message: EmailMessage | bytes, to: str) -> InboundMail:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    found = inbound.receive(raw, envelope_to=to)
    inbound.route_all()
    found.refresh_from_db()
    return found


def test_a_proven_answer_is_posted_by_the_same_verb_as_on_the_page(talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)

    done = arrives(mail(people.member, to), to)

    made = Contribution.objects.get()
    assert done.state == State.POSTED
    assert (made.author, made.body, made.channel) == (people.member, "The blue one.", "email")


def test_from_somebody_elses_address_it_is_refused(talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)

    done = arrives(mail(people.stranger, to), to)

    assert done.state == State.REFUSED
    assert not Contribution.objects.exists()


NOT_THEIRS = "each from the address of their account"


def test_each_confirmed_address_of_a_person_answers_for_them(talk: Any, people: Any) -> None:
    EmailAddress.objects.create(user=people.member, email="Mona@Home.example", verified=True)
    to = address_of(people.member, talk)

    assert arrives(mail(at("mona@home.example"), to), to).state == State.POSTED
    assert Contribution.objects.get().author == people.member


@pytest.mark.parametrize("claimed", [False, True])
def test_from_an_address_that_the_person_did_not_confirm_they_hear_why_once_a_day(
    claimed: bool, talk: Any, people: Any
) -> None:
    if claimed:
        EmailAddress.objects.create(user=people.member, email="mona@home.example", verified=False)
    to = address_of(people.member, talk)

    for text in ("One.", "Two."):
        assert arrives(mail(at("mona@home.example"), to, text), to).state == State.REFUSED

    told = OutgoingMail.objects.get(kind="mail.refused")
    assert (told.to_address, told.user) == ("mona@home.example", None)
    assert NOT_THEIRS in told.text
    assert "Mona" not in told.text
    assert not Contribution.objects.exists()


def test_who_answers_by_the_address_of_somebody_else_hears_the_same(talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)
    gone = addresses.reply_address(people.member.pk, REPLY_KIND, 999_999)

    for text, address in (("One.", to), ("Two.", gone), ("Three.", to)):
        assert arrives(mail(people.stranger, address, text), address).state == State.REFUSED

    told = OutgoingMail.objects.get(kind="mail.refused")
    assert told.user == people.stranger
    assert NOT_THEIRS in told.text
    assert people.member.name not in told.text


def test_unproven_from_another_address_nobody_hears_anything(talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)

    for sender in (at("mona@home.example"), people.stranger):
        assert arrives(mail(sender, to, proven=False), to).state == State.REFUSED
    assert arrives(mail(people.stranger, to, Auto_Submitted="auto-replied"), to).state == State.IGNORED

    assert not OutgoingMail.objects.filter(kind__startswith="mail.").exists()


def test_a_reply_domain_in_capitals_is_the_same_domain(talk: Any, people: Any, settings: Any) -> None:
    settings.MAIL_REPLY_DOMAIN = "Reply.Example.ORG"
    to = address_of(people.member, talk)
    assert to.endswith("@Reply.Example.ORG")

    assert arrives(mail(people.member, to, "One."), to).state == State.POSTED
    assert arrives(mail(people.member, to.lower(), "Two."), to.lower()).state == State.POSTED
    other = to.replace("Reply.", "Reply2.")
    assert arrives(mail(people.member, other, "Three."), other).state == State.REFUSED

    assert threads_of([f"<{talk.mail_thread}@reply.example.org>"]) == [talk.mail_thread]
    assert threads_of([f"<{talk.mail_thread}@Reply.Example.ORG>"]) == [talk.mail_thread]
    assert threads_of([f"<{talk.mail_thread}@reply.example.com>"]) == []


def test_without_proof_it_is_held_and_the_person_decides(talk: Any, people: Any, sign_in: Any) -> None:
    to = address_of(people.member, talk)
    first = arrives(mail(people.member, to, "Mine.", proven=False), to)
    second = arrives(mail(people.member, to, "Not mine.", proven=False), to)
    assert (first.state, second.state) == (State.HELD, State.HELD)
    assert OutgoingMail.objects.filter(kind="mail.held").count() == 1

    with pytest.raises(InboundMail.DoesNotExist):
        inbound.confirm_held(mail_id=first.pk, by=people.stranger)
    inbound.confirm_held(mail_id=first.pk, by=people.member)
    inbound.discard_held(mail_id=second.pk, by=people.member)

    assert [made.body for made in Contribution.objects.all()] == ["Mine."]


@pytest.mark.parametrize(
    "results",
    [
        "evil.example; dmarc=pass", "mx.example.org.evil.example; dmarc=pass", "mx.example.org; dmarc=fail",
        "mx.example.org; spf=pass smtp.mailfrom=evil.example", "mx.example.org; dkim=pass header.d=org", "",
        'mx.example.org; spf=fail smtp.mailfrom="; dmarc=pass"@evil.example',
        "mx.example.org; spf=fail (dmarc=pass; dmarc=pass) smtp.mailfrom=evil.example",
        "mx.example.org; spf=fail (a (nested; dmarc=pass) one) smtp.mailfrom=evil.example",
        "mx.example.org; dmarc=pass header.from=evil.example", "(mx.example.org; dmarc=pass) evil.example; none",
    ],
)  # fmt: skip
def test_only_our_relays_own_word_for_the_very_domain_is_proof(results: str, talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)

    done = arrives(mail(people.member, to, proven=False, Authentication_Results=results or "none"), to)

    assert done.state == State.HELD


def test_two_senders_in_one_mail_prove_nothing(talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)
    raw = (
        mail(people.member, to)
        .as_bytes()
        .replace(b"Subject:", b"From: Other <other@example.org>\nSubject:", 1)
    )

    assert arrives(raw, to).state in (State.HELD, State.REFUSED)
    assert not Contribution.objects.exists()


def test_who_may_no_longer_read_is_refused_with_a_sentence(neighbour: Any, people: Any) -> None:
    talk = discussions.start(
        community=neighbour, by=people.stranger, title="In", body="x", kind="question", quiet=True
    )
    to = address_of(people.stranger, talk)
    memberships.remove(membership=neighbour.memberships.get(user=people.stranger), by=SYSTEM)

    done = arrives(mail(people.stranger, to), to)

    assert done.state == State.REFUSED
    assert not Contribution.objects.exists()
    assert OutgoingMail.objects.filter(kind="mail.refused", user=people.stranger).count() == 1


def test_a_closed_discussion_refuses_by_mail_too(talk: Any, people: Any) -> None:
    discussions.close(discussion=talk, by=people.expert, quiet=True)
    to = address_of(people.member, talk)

    assert arrives(mail(people.member, to), to).state == State.REFUSED


def test_the_same_mail_twice_is_one_contribution(talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)
    message = mail(people.member, to)
    arrives(message, to)
    arrives(message, to)
    changed = mail(people.member, to)
    changed["X-Hop"] = "another way"
    arrives(changed, to)

    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}, {"List_Id": "<l.example>"},
        {"X_Loop": "reply"}, {"Return_Path": "<>"}, {"Auto_Submitted": "auto-generated; type=x"},
        {"Subject": "Automatic reply: Which?"}, {"Subject": "Réponse automatique : Which?"}, {"Subject": "自动答复: Which?"},
    ],
    ids=lambda header: " ".join(next(iter(header.items()))),
)  # fmt: skip
def test_machines_are_not_answered_and_post_nothing(header: dict[str, str], talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)

    assert arrives(mail(people.member, to, **header), to).state == State.IGNORED
    assert not Contribution.objects.exists()
    assert not OutgoingMail.objects.filter(kind__startswith="mail.").exists()


def test_a_mail_that_nobody_sent_is_ignored(talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)
    found = inbound.receive(mail(people.member, to).as_bytes(), envelope_to=to, envelope_from=inbound.NOBODY)
    inbound.route_all()
    found.refresh_from_db()

    assert found.state == State.IGNORED
    assert not Contribution.objects.exists()


def test_an_address_hidden_in_an_encoded_name_is_no_sender(talk: Any, people: Any) -> None:
    """The words of a name are read after its address is: they may hold one of their own."""
    to = address_of(people.member, talk)
    hidden = Header(f"<{people.member.email}>", "utf-8").encode()
    raw = (
        mail(people.member, to)
        .as_bytes()
        .replace(f"X <{people.member.email}>".encode(), f"{hidden} <forger@evil.example>".encode(), 1)
    )

    assert arrives(raw, to).state == State.REFUSED
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("to", ["r-x@reply.example.org", "reply+aaaa@example.org", "", "a" * 400 + "@b.org"])
def test_an_address_that_is_none_is_refused_without_a_word(to: str, people: Any) -> None:
    assert arrives(mail(people.member, to or "nobody@example.org"), to).state == State.REFUSED
    assert not OutgoingMail.objects.filter(kind__startswith="mail.").exists()


HOSTILE = {
    "nothing": b"", "no head": b"just words\n", "nul": b"From: a@b\x00.org\n\n\x00\x00", "broken charset": (
        b"From: a@b.org\nContent-Type: text/plain; charset=x-none\n\n\xff\xfe"
    ), "deep": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500)
    ), "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 10_000 + b"--b--\n", "surrogate": (
        b"From: =?utf-8?b?7aCA?= <a@b.org>\nSubject: =?utf-8?q?=ED=A0=80?=\n\nx"
    ), "long line": b"Subject: " + b"a" * 200_000 + b"\n\nx",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_after_a_hostile_mail_a_good_one_is_posted(name: str, talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)
    head = f"To: {to}\nFrom: {people.member.email}\nAuthentication-Results: mx.example.org; dmarc=pass\n".encode()

    arrives(head + HOSTILE[name], to)
    done = arrives(mail(people.member, to, "A good word."), to)

    assert done.state == State.POSTED
    assert Contribution.objects.filter(body="A good word.").count() == 1


def test_too_large_a_mail_is_not_taken(talk: Any, people: Any) -> None:
    with pytest.raises(inbound.TooLarge):
        inbound.receive(b"x" * (inbound.MOST_BYTES + 1), envelope_to="a@b.org")

    assert not InboundMail.objects.exists()


def test_names_in_a_head_start_no_new_head(talk: Any, people: Any) -> None:
    to = address_of(people.member, talk)
    arrives(mail(people.member, to, "x", Subject="=?utf-8?q?a=0D=0ABcc:_evil@example.org?="), to)

    stored = InboundMail.objects.get()
    assert "\n" not in stored.subject
    assert "\r" not in stored.subject
