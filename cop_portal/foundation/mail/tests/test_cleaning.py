"""Mail that came in has a term, and so has an address to answer to."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.mail import addresses, cleaning, inbound
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail, ReplyAddress
from cop_portal.foundation.mail.tests.test_inbound import address_of, arrives, mail, relay, talk  # noqa: F401
from discussions.models import Contribution

pytestmark = pytest.mark.django_db
State = InboundMail.State


def long_ago(row: InboundMail, days: int) -> None:
    moment = timezone.now() - datetime.timedelta(days=days)
    InboundMail.objects.filter(pk=row.pk).update(
        received_at=moment, handled_at=moment if row.handled_at else None
    )


def test_after_its_term_only_what_was_made_of_a_mail_stays(talk: Any, people: Any) -> None:  # noqa: F811
    to = address_of(people.member, talk)
    old = arrives(mail(people.member, to, "The blue one."), to)
    new = arrives(mail(people.member, to, "The red one."), to)
    long_ago(old, 91)
    long_ago(new, 89)

    assert cleaning.forget_old() == 1
    assert cleaning.forget_old() == 0

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.raw_bytes(), old.subject, old.state) == (b"", "", State.POSTED)
    assert new.raw_bytes()
    assert [row.body for row in Contribution.objects.order_by("pk")] == ["The blue one.", "The red one."]


def test_the_same_mail_is_known_after_it_was_forgotten(talk: Any, people: Any) -> None:  # noqa: F811
    to = address_of(people.member, talk)
    message = mail(people.member, to)
    long_ago(arrives(message, to), 91)
    cleaning.forget_old()

    arrives(message, to)

    assert Contribution.objects.count() == 1


def test_what_nobody_confirmed_is_given_up_and_what_waits_for_the_worker_is_not(
    talk: Any,  # noqa: F811
    people: Any,
) -> None:
    to = address_of(people.member, talk)
    held = arrives(mail(people.member, to, proven=False), to)
    waiting = inbound.receive(mail(people.member, to, "Later.").as_bytes(), envelope_to=to)
    long_ago(held, 91)
    long_ago(waiting, 91)

    cleaning.forget_old()

    held.refresh_from_db()
    waiting.refresh_from_db()
    assert (held.state, held.raw_bytes()) == (State.REFUSED, b"")
    assert (waiting.state, bool(waiting.raw_bytes())) == (State.RECEIVED, True)


def test_an_address_of_an_old_mail_takes_nothing_and_its_owner_hears_why(
    talk: Any,  # noqa: F811
    people: Any,
) -> None:
    to = address_of(people.member, talk)
    ReplyAddress.objects.update(named_at=timezone.now() - datetime.timedelta(days=181))

    done = arrives(mail(people.member, to), to)

    assert done.state == State.REFUSED
    assert not Contribution.objects.exists()
    told = OutgoingMail.objects.get(kind="mail.refused")
    assert told.user == people.member
    assert "old mail" in told.text


def test_of_an_old_address_a_stranger_learns_nothing(talk: Any, people: Any) -> None:  # noqa: F811
    to = address_of(people.member, talk)
    ReplyAddress.objects.update(named_at=timezone.now() - datetime.timedelta(days=181))

    arrives(mail(people.stranger, to), to)
    arrives(mail(people.member, to, proven=False), to)

    told = OutgoingMail.objects.get(kind="mail.refused")
    assert told.user == people.stranger
    assert "old mail" not in told.text
    assert people.member.name not in told.text


def test_a_new_mail_that_names_it_makes_an_address_good_again(talk: Any, people: Any) -> None:  # noqa: F811
    to = address_of(people.member, talk)
    ReplyAddress.objects.update(named_at=timezone.now() - datetime.timedelta(days=181))

    assert address_of(people.member, talk) == to

    row = ReplyAddress.objects.get()
    assert not addresses.is_too_old(row)
    assert arrives(mail(people.member, to), to).state == State.POSTED
