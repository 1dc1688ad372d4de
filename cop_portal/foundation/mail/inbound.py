"""Mail that comes in: stored as it is, then understood, then handed to the same actions as the web."""

from __future__ import annotations

import datetime
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.mail import addresses, bounces, parsing, proof, refusals
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.text import one_line

logger = logging.getLogger(__name__)
State = InboundMail.State
ROUTE = "cop_portal.foundation.mail.tasks.route_pending"
MOST_BYTES = 25 * 1024 * 1024
MOST_ATTEMPTS = 5
# How long a worker has for one mail before another takes it up.
LEASE = datetime.timedelta(seconds=120)
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


# Finds what a local part names, for this sender: none where they may not know of it.
FindBox = Callable[[str, User], int | None]
_boxes: dict[str, FindBox] = {}


def mailbox(kind: str, find: FindBox) -> None:
    """Register addresses that are not one person's: `find` reads them, the handler of `kind` answers."""
    if _boxes.setdefault(kind, find) is not find:
        raise ValueError(f"two kinds of mailbox are called {kind}")


class TooLarge(ValueError):
    """The mail is larger than the portal takes."""


def receive(
    raw: bytes, *, envelope_to: str, envelope_from: str = "", vouched_domain: str = ""
) -> InboundMail:
    """Store a mail as it came. The same mail to the same address is stored once.

    vouched_domain: the domain in From for which the door itself vouches, as providers' hooks do.
    Raises TooLarge above MOST_BYTES.
    """
    if len(raw) > MOST_BYTES:
        raise TooLarge(f"{len(raw)} bytes")
    digest = hashlib.sha256(raw).hexdigest()
    with transaction.atomic():
        mail, new = InboundMail.objects.get_or_create(
            raw_hash=digest,
            envelope_to=one_line(envelope_to).lower()[:320],
            defaults={
                "raw": raw,
                "envelope_from": one_line(envelope_from)[:320],
                "vouched_domain": vouched_domain.lower()[:253],
            },
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
    """Route the oldest mail that waits; False when none does.

    It is claimed in a commit of its own, so that one over which workers die is given up some time.
    """
    pk = _claim()
    if pk is None:
        return False
    try:
        with transaction.atomic():
            mail = InboundMail.objects.select_for_update(of=("self",)).get(pk=pk, state=State.RECEIVED)
            mail.lease_until = None
            _route_and_save(mail)
    except InboundMail.DoesNotExist:
        pass  # another worker was quicker
    except Exception as error:
        logger.exception("incoming mail %s", pk)
        _put_off(pk, f"{type(error).__name__}: {error}")
    return True


def _claim() -> int | None:
    """The id of the next mail, with a lease on it and one attempt counted."""
    with transaction.atomic():
        free = InboundMail.objects.filter(
            Q(lease_until=None) | Q(lease_until__lt=Now()), state=State.RECEIVED
        )
        free.filter(attempts__gte=MOST_ATTEMPTS).update(
            state=State.FAILED, reason="given up after several attempts", handled_at=Now(), lease_until=None
        )
        pk = (
            free.select_for_update(skip_locked=True, of=("self",))
            .order_by("attempts", "id")
            .values_list("pk", flat=True)
            .first()
        )
        if pk is not None:
            InboundMail.objects.filter(pk=pk).update(attempts=F("attempts") + 1, lease_until=Now() + LEASE)
    return pk


def _put_off(pk: int, reason: str) -> None:
    """After an error: tried again later, and later still each time; after the last attempt it stays."""
    mail = InboundMail.objects.defer("raw").get(pk=pk)
    mail.lease_until = timezone.now() + datetime.timedelta(seconds=30 * mail.attempts)
    if mail.attempts >= MOST_ATTEMPTS:
        mail.lease_until = None
        _settle(mail, State.FAILED, reason)
    mail.save(update_fields=["state", "reason", "handled_at", "lease_until"])


def _route_and_save(mail: InboundMail, *, confirmed: bool = False) -> None:
    """What the mail does and its new state are one: a second copy undoes both and is ignored."""
    try:
        with transaction.atomic():
            _route(mail, confirmed=confirmed)
            mail.save()
    except IntegrityError:
        _settle(mail, State.IGNORED, "the same message was posted before")
        mail.thread = ""
        mail.save()


def _settle(mail: InboundMail, state: str, reason: str = "") -> None:
    mail.state, mail.reason, mail.handled_at = state, one_line(reason)[:300], timezone.now()


def _route(mail: InboundMail, *, confirmed: bool = False) -> None:
    """Decide what a mail is. Sets its state; writes nothing else but through the handler."""
    parsed = parsing.parse(mail.raw_bytes())
    mail.message_id, mail.subject = parsed.identity[:250], parsed.subject[:250]
    if (verdict := bounces.take(mail.envelope_to, mail.raw_bytes())) is not None:
        return _settle(mail, State.IGNORED, verdict)
    if parsed.automatic or mail.envelope_from == NOBODY:
        return _settle(mail, State.IGNORED, "an automatic mail")
    proven = confirmed or proof.is_proven(parsed) or proof.is_vouched(parsed, mail.vouched_domain)
    to = addresses.find_reply_address([mail.envelope_to, *parsed.recipients])
    if to is not None:
        mail.kind, mail.target_id = to.kind, to.target_id
        if not _owns(to.user, parsed.from_address):
            _settle(mail, State.REFUSED, "the sender is not the person of this address")
            return refusals.tell_not_theirs(mail, parsed, _owner_of(parsed.from_address)) if proven else None
        mail.user = to.user
        if addresses.is_too_old(to):
            _settle(mail, State.REFUSED, "an address of an old mail")
            return refusals.tell_too_old(mail, to.user) if proven else None
    elif not _open_box(mail, parsed, proven=proven):
        return None
    return _hand_over(mail, parsed, proven=proven)


def _open_box(mail: InboundMail, parsed: parsing.ParsedMail, *, proven: bool) -> bool:
    """Find whom and what a mail to an open address is from and for; False where it ends here."""
    names = _local_parts([mail.envelope_to]) or _local_parts(parsed.recipients)
    if not names or names[0].startswith(addresses.PREFIX):
        _settle(mail, State.REFUSED, "no such address")
        return False
    mail.user = _owner_of(parsed.from_address)
    if mail.user is None:
        _settle(mail, State.REFUSED, "nobody has an account with this address")
        if proven:
            refusals.tell_stranger(mail, parsed.from_address, parsed.from_name)
        return False
    for name in names:
        for kind, find in _boxes.items():
            if (target_id := find(name, mail.user)) is not None:
                mail.kind, mail.target_id = kind, target_id
                return True
    _settle(mail, State.REFUSED, "no such address")
    if proven:
        refusals.tell_no_such_address(mail, mail.user)
    return False


def _hand_over(mail: InboundMail, parsed: parsing.ParsedMail, *, proven: bool) -> None:
    """To the handler of what it is for, or into the portal, where its author is asked."""
    assert mail.user is not None, "who wrote is known by now"
    user, handler = mail.user, _handlers.get(mail.kind)
    if not proven:
        _settle(mail, State.HELD, "the sender is not proven")
        return refusals.tell_held(mail, user)
    if handler is None:
        return _settle(mail, State.REFUSED, "no such address")
    try:
        with transaction.atomic(), override(user.language or None):
            made = handler(Reply(user, mail.target_id or 0, parsed))
    except (Denied, ValidationError) as refusal:
        with override(user.language or None):
            sentence = _sentence(refusal)
        _settle(mail, State.REFUSED, sentence)
        # A handler may leave something to be done after its own work is undone: a draft to be kept.
        getattr(refusal, "afterwards", lambda: None)()
        return refusals.tell_refused(mail, user, sentence)
    mail.thread = str(getattr(made, "mail_thread", ""))[:120]
    return _settle(mail, State.POSTED)


def _local_parts(to: list[str]) -> list[str]:
    """The local parts of addresses in our domain."""
    parts = [address.strip().lower().rpartition("@") for address in to]
    return [local for local, _at, domain in parts if local and domain == settings.MAIL_REPLY_DOMAIN.lower()]


def _owns(user: User, address: str) -> bool:
    return user.is_active and bool(address) and user.has_proven(address)


def _owner_of(address: str) -> User | None:
    """The person with this address confirmed as theirs."""
    if not address:
        return None
    found = (
        EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    return found.user if found else None


def _sentence(refusal: Denied | ValidationError) -> str:
    if isinstance(refusal, ValidationError):
        return " ".join(str(message) for message in refusal.messages)
    return str(refusal.sentence)


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
