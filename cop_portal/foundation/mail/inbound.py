"""Mail that comes in: stored as it is, then understood, then handed to the same actions as the web."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.mail import addresses, compose, parsing, proof
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.foundation.permissions import Denied

logger = logging.getLogger(__name__)
State = InboundMail.State
ROUTE = "cop_portal.foundation.mail.tasks.route_pending"
MOST_BYTES = 25 * 1024 * 1024
MOST_ATTEMPTS = 5
# The sender of bounces and of well-mannered machines, as a mail server hands it over.
NOBODY = "<>"


@dataclass(frozen=True)
class Reply:
    """What a handler gets: who wrote, to which thing, and what."""

    user: User
    target_id: int
    mail: parsing.ParsedMail


Handler = Callable[[Reply], Any]
_handlers: dict[str, Handler] = {}


def reply_handler(kind: str) -> Callable[[Handler], Handler]:
    """Register what an answer to a kind of reply address does. It raises Denied or ValidationError."""

    def register(function: Handler) -> Handler:
        if _handlers.setdefault(kind, function) is not function:
            raise ValueError(f"two handlers for replies to {kind}")
        return function

    return register


class TooLarge(ValueError):
    """The mail is larger than the portal takes."""


def receive(raw: bytes, *, envelope_to: str, envelope_from: str = "") -> InboundMail:
    """Store a mail as it came. The same mail to the same address is stored once.

    Raises TooLarge above MOST_BYTES.
    """
    if len(raw) > MOST_BYTES:
        raise TooLarge(f"{len(raw)} bytes")
    digest = hashlib.sha256(raw).hexdigest()
    with transaction.atomic():
        mail, new = InboundMail.objects.get_or_create(
            raw_hash=digest,
            envelope_to=envelope_to.strip().lower()[:320],
            defaults={"raw": raw, "envelope_from": envelope_from[:320]},
        )
        if new:
            transaction.on_commit(lambda: bell.ring(ROUTE))
    return mail


def route_all(most: int = 1000) -> int:
    """Route what waits, one mail after the other; a bad one does not stop the rest."""
    done = 0
    while done < most and route_one():
        done += 1
    return done


def route_one() -> bool:
    """Route the oldest mail that waits; False when none does."""
    with transaction.atomic():
        mail = (
            InboundMail.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=State.RECEIVED)
            .order_by("attempts", "id")
            .first()
        )
        if mail is None:
            return False
        mail.attempts += 1
        try:
            _route_and_save(mail)
        except Exception as error:
            logger.exception("incoming mail %s", mail.pk)
            mail.state = State.RECEIVED
            if mail.attempts >= MOST_ATTEMPTS:
                _settle(mail, State.FAILED, f"{type(error).__name__}: {error}")
            mail.save()
    return True


def _route_and_save(mail: InboundMail, *, confirmed: bool = False) -> None:
    """What the mail does and its new state are one: a second copy undoes both and is ignored."""
    try:
        with transaction.atomic():
            _route(mail, confirmed=confirmed)
            mail.save()
    except IntegrityError:
        _settle(mail, State.IGNORED, "the same message was posted before")
        mail.save()


def _settle(mail: InboundMail, state: str, reason: str = "") -> None:
    mail.state, mail.reason, mail.handled_at = state, reason[:300], timezone.now()


def _route(mail: InboundMail, *, confirmed: bool = False) -> None:
    """Decide what a mail is. Sets its state; writes nothing else but through the handler."""
    parsed = parsing.parse(mail.raw_bytes())
    mail.message_id, mail.subject = parsed.message_id[:250], parsed.subject[:250]
    if parsed.automatic or mail.envelope_from == NOBODY:
        return _settle(mail, State.IGNORED, "an automatic mail")
    to = addresses.find_reply_address([mail.envelope_to, *parsed.recipients])
    if to is None:
        return _settle(mail, State.REFUSED, "no such address")
    mail.kind, mail.target_id = to.kind, to.target_id
    if not _owns(to.user, parsed.from_address):
        return _settle(mail, State.REFUSED, "the sender is not the person of this address")
    mail.user = to.user
    if not confirmed and not proof.is_proven(parsed):
        _settle(mail, State.HELD, "the sender is not proven")
        _tell_held(mail, to.user)
        return None
    handler = _handlers.get(to.kind)
    if handler is None:
        return _settle(mail, State.REFUSED, "no such address")
    try:
        with transaction.atomic(), override(to.user.language or None):
            handler(Reply(to.user, to.target_id, parsed))
    except (Denied, ValidationError) as refusal:
        sentence = _sentence(refusal)
        _settle(mail, State.REFUSED, sentence)
        # A handler may leave something to be done after its own work is undone: a draft to be kept.
        getattr(refusal, "afterwards", lambda: None)()
        _tell_refused(mail, to.user, sentence)
        return None
    return _settle(mail, State.POSTED)


def _owns(user: User, address: str) -> bool:
    return (
        user.is_active
        and bool(address)
        and EmailAddress.objects.filter(user=user, email__iexact=address, verified=True).exists()
    )


def _sentence(refusal: Denied | ValidationError) -> str:
    if isinstance(refusal, ValidationError):
        return " ".join(str(message) for message in refusal.messages)
    return str(refusal.sentence)


def _tell_refused(mail: InboundMail, user: User, sentence: str) -> None:
    """A sentence why, to the person's own address, at most one a day."""
    compose.queue(
        key=f"refused:{user.pk}:{timezone.now():%Y-%m-%d}",
        kind="mail.refused",
        user=user,
        template="mail/email/refused",
        context={"sentence": sentence, "written_subject": mail.subject},
    )


def _tell_held(mail: InboundMail, user: User) -> None:
    compose.queue(
        key=f"held:{user.pk}:{timezone.now():%Y-%m-%d}",
        kind="mail.held",
        user=user,
        template="mail/email/held",
        context={"written_subject": mail.subject},
    )


def held_for(user: User):
    """Mails in the person's name that wait for their word."""
    return InboundMail.objects.filter(user=user, state=State.HELD).order_by("-id")


@transaction.atomic
def confirm_held(*, mail_id: int, by: User) -> InboundMail:
    """The person says that they wrote it: it goes its way. Raises InboundMail.DoesNotExist."""
    mail = held_for(by).select_for_update().get(pk=mail_id)
    _route_and_save(mail, confirmed=True)
    return mail


@transaction.atomic
def discard_held(*, mail_id: int, by: User) -> InboundMail:
    """The person says that they did not write it."""
    mail = held_for(by).select_for_update().get(pk=mail_id)
    _settle(mail, State.REFUSED, _("The person did not write this."))
    mail.save()
    return mail


def oldest_pending_at():
    return (
        InboundMail.objects.filter(state=State.RECEIVED, received_at__lt=Now())
        .order_by("id")
        .values_list("received_at", flat=True)
        .first()
    )
