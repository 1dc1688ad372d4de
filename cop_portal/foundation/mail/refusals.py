"""What people are told of mail that came in and was not posted: a sentence, at most one a day."""

from __future__ import annotations

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.mail import bounces, compose
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.foundation.mail.parsing import ParsedMail


def tell_refused(mail: InboundMail, user: User, sentence: str) -> None:
    """A sentence why, to the person's own address."""
    compose.queue(
        key=f"refused:{user.pk}:{timezone.now():%Y-%m-%d}",
        kind="mail.refused",
        user=user,
        template="mail/email/refused",
        context={"sentence": sentence, "written_subject": mail.subject},
    )


def tell_held(mail: InboundMail, user: User) -> None:
    """That a mail in their name waits for their word."""
    compose.queue(
        key=f"held:{user.pk}:{timezone.now():%Y-%m-%d}",
        kind="mail.held",
        user=user,
        template="mail/email/held",
        context={"written_subject": mail.subject},
    )


def tell_no_such_address(mail: InboundMail, user: User) -> None:
    """The same words for what is not there and for what the person may not know of."""
    with override(user.language or None):
        sentence = _(
            "There is no community at this address that you can write to. A community’s page names its address."
        )
    tell_refused(mail, user, sentence)


def tell_too_old(mail: InboundMail, user: User) -> None:
    """The same words whatever it was about, and whether or not that is still there."""
    with override(user.language or None):
        sentence = _("You answered to an old mail. Write in the portal, or answer to a newer mail.")
    tell_refused(mail, user, sentence)


def tell_not_theirs(mail: InboundMail, parsed: ParsedMail, sender: User | None) -> None:
    """Who answers by somebody's address from another one: the same words, whatever it leads to."""
    if sender is None:
        return tell_stranger(mail, parsed.from_address, parsed.from_name)
    with override(sender.language or None):
        sentence = _(
            "Only members can write here, each from the address of their account. If you have an account "
            "with another address, write from that one."
        )
    return tell_refused(mail, sender, sentence)


def tell_stranger(mail: InboundMail, address: str, name: str) -> None:
    """Somebody without an account: one sentence, the same whatever they wrote to. Mail servers get none."""
    if bounces.MAILER.match(address):
        return
    who = hashlib.sha256(address.encode()).hexdigest()[:32]
    compose.queue_to_address(
        key=f"refused:{who}:{timezone.now():%Y-%m-%d}",
        kind="mail.refused",
        address=address,
        name=name[:120],
        language="",
        template="mail/email/refused_stranger",
        context={"written_subject": mail.subject},
    )
