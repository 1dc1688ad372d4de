"""Handing queued mail to the mail server: claimed before, noted after, one row at a time.

A row is reserved with a lease, claimed in a commit of its own right before the server is spoken
to, and noted as sent right after; one statement does the note of one mail and the claim of the
next. A process killed between the server's 250 and that note leaves a row `claimed`; when its lease
ends it becomes `uncertain` and is not sent again, except mail somebody waits for, which goes out
with the same Message-ID (promise P01).
"""

from __future__ import annotations

import datetime
import logging
import os
import random
import re
import smtplib
import socket
import time
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection, transaction
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils import timezone

from cop_portal.foundation.failpoints import failpoint
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.mail import addresses, bounces, lists
from cop_portal.foundation.mail.compose import SEND
from cop_portal.foundation.mail.models import Letter, OutgoingMail, Suppression
from cop_portal.foundation.mail.stencil import Stencil, address, ascii_address, header

logger = logging.getLogger(__name__)

State = OutgoingMail.State
LEADING_DOT = re.compile(rb"(?m)^\.")
BATCH = 50
LEASE = datetime.timedelta(seconds=60)
MOST_ATTEMPTS = 8
# Seconds for which the question who still wants the mail counts as just asked.
CONSENT_IS_FRESH = 4

NOTE_AND_CLAIM = """
    UPDATE mail_outgoingmail SET
        state = CASE WHEN id = %(done)s THEN %(state)s ELSE 'claimed' END,
        attempts = CASE WHEN id = %(done)s THEN %(attempts)s ELSE attempts END,
        error = CASE WHEN id = %(done)s THEN %(error)s ELSE error END,
        due_at = CASE WHEN id = %(done)s THEN %(due)s ELSE due_at END,
        sent_at = CASE WHEN id = %(done)s AND %(state)s = 'sent' THEN now() ELSE sent_at END,
        lease_until = CASE WHEN id = %(done)s THEN NULL ELSE now() + %(lease)s END
    WHERE id = %(done)s
       OR (id = %(next)s AND state IN ('queued', 'deferred') AND worker = %(worker)s)
    RETURNING id
"""


@dataclass
class Outcome:
    """What became of one attempt."""

    state: str
    error: str = ""


class ServerAway(Exception):
    """The mail server cannot be reached; nothing was handed over."""


def send_due(seconds: float = 50) -> int:
    """Send what is due for at most so many seconds. Returns the number of mails handed over."""
    _settle_expired()
    end, sent = time.monotonic() + seconds, 0
    stencils: dict[int, Stencil] = {}
    smtp: EmailBackend | None = None
    try:
        while time.monotonic() < end:
            batch = _reserve()
            if not batch:
                break
            batch = _drop_unwanted(batch)
            if not batch:
                continue
            try:
                smtp = smtp or _connect()
                sent += _send_batch(smtp, batch, stencils)
            except ServerAway as error:
                _defer(batch, str(error))
                smtp = None
                break
            if smtp.connection is None:
                smtp = None
    finally:
        if smtp is not None:
            smtp.close()
    return sent


def _worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def _settle_expired() -> None:
    """Rows whose sender died while it spoke to the server."""
    expired = OutgoingMail.objects.filter(state=State.CLAIMED, lease_until__lt=Now())
    expired.filter(urgent=True).update(state=State.QUEUED, lease_until=None, worker="")
    expired.filter(urgent=False).update(
        state=State.UNCERTAIN, lease_until=None, error="the sender stopped while sending"
    )


def _reserve() -> list[OutgoingMail]:
    """Set a lease on the next rows that wait, past those that others hold."""
    with transaction.atomic():
        rows = list(
            OutgoingMail.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(
                Q(lease_until=None) | Q(lease_until__lt=Now()),
                state__in=OutgoingMail.WAITING,
                due_at__lte=Now(),
            )
            .order_by("-urgent", "due_at", "id")[:BATCH]
        )
        OutgoingMail.objects.filter(pk__in=[row.pk for row in rows]).update(
            lease_until=Now() + LEASE, worker=_worker_name()
        )
    return rows


def _drop_unwanted(batch: list[OutgoingMail]) -> list[OutgoingMail]:
    """The rows that are still wanted, asked right before sending: the last word on consent wins."""
    unwanted: dict[int, str] = {}
    blocked = set(
        Suppression.objects.filter(address__in=[row.to_address.lower() for row in batch]).values_list(
            "address", flat=True
        )
    )
    inactive = set(
        OutgoingMail.objects.filter(pk__in=[row.pk for row in batch])
        .exclude(Q(user=None) | Q(user__is_active=True, user__mail_state="works") | Q(urgent=True))
        .values_list("pk", flat=True)
    )
    by_list: dict[tuple[str, int | None], list[OutgoingMail]] = {}
    for row in batch:
        if row.to_address.lower() in blocked and not row.urgent:
            unwanted[row.pk] = "the address is on the list of those not written to"
        elif row.pk in inactive:
            unwanted[row.pk] = "the person takes no mail any more"
        elif row.list_kind and row.user_id:
            by_list.setdefault((row.list_kind, row.list_ref), []).append(row)
    for (kind, ref), rows in by_list.items():
        mail_list = lists.get(kind)
        wanted = (
            mail_list.still_wanted(ref, [row.user_id for row in rows if row.user_id]) if mail_list else set()
        )
        unwanted.update({row.pk: "stopped by the person" for row in rows if row.user_id not in wanted})
    for pk, reason in unwanted.items():
        OutgoingMail.objects.filter(pk=pk).update(
            state=State.SUPPRESSED, error=reason, lease_until=None, worker=""
        )
    return [row for row in batch if row.pk not in unwanted]


def _connect() -> EmailBackend:
    backend: Any = get_connection("django.core.mail.backends.smtp.EmailBackend")
    try:
        backend.open()
        backend.connection.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway(str(error)) from error
    return backend


def _defer(batch: list[OutgoingMail], reason: str) -> None:
    """Give back what was reserved and not begun."""
    for row in batch:
        OutgoingMail.objects.filter(pk=row.pk, state__in=OutgoingMail.WAITING).update(
            state=State.DEFERRED,
            attempts=row.attempts + 1,
            due_at=timezone.now() + _wait(row.attempts + 1),
            error=reason[:300],
            lease_until=None,
            worker="",
        )
    logger.warning("the mail server is away, %s mails wait: %s", len(batch), reason)


def _wait(attempts: int) -> datetime.timedelta:
    """Growing, jittered delay: about 30 s, 1.5, 4.5, 13.5 and 40 minutes, then two hours."""
    base = min(30 * 3 ** (attempts - 1), 7200)
    return datetime.timedelta(seconds=base * random.uniform(0.8, 1.2))  # noqa: S311


def _send_batch(backend: EmailBackend, batch: list[OutgoingMail], stencils: dict[int, Stencil]) -> int:
    """Send the rows one after the other; what is not reached within a few seconds is given back."""
    sent, begun = 0, time.monotonic()
    wanted = {row.letter_id for row in batch if row.letter_id} - stencils.keys()
    for letter in Letter.objects.filter(pk__in=wanted):
        stencils[letter.pk] = _stencil(letter)
    previous: tuple[OutgoingMail, Outcome] | None = None
    for row in batch:
        if backend.connection is None or time.monotonic() - begun > CONSENT_IS_FRESH:
            break
        try:
            payload = _payload(row, stencils)
        except Exception as error:  # one mail that cannot be written does not hold up the others
            logger.exception("mail %s cannot be written", row.pk)
            _fail(row, f"the mail could not be written: {error}")
            continue
        if not _note(previous, claim=row):
            previous = None
            continue
        failpoint("mail.before_data")
        outcome = _hand_over(backend, row, payload)
        failpoint("mail.after_250")
        sent += outcome.state == State.SENT
        if outcome.state == State.FAILED:
            bounces.note_refusal(address=row.to_address, answer=outcome.error)
        previous = (row, outcome)
    _note(previous, claim=None)
    OutgoingMail.objects.filter(
        pk__in=[row.pk for row in batch], state__in=OutgoingMail.WAITING, worker=_worker_name()
    ).update(lease_until=None, worker="")
    return sent


def _fail(row: OutgoingMail, reason: str) -> None:
    OutgoingMail.objects.filter(pk=row.pk, state__in=OutgoingMail.WAITING, worker=_worker_name()).update(
        state=State.FAILED, error=reason[:300], lease_until=None, worker=""
    )


def _note(previous: tuple[OutgoingMail, Outcome] | None, claim: OutgoingMail | None) -> bool:
    """Write down what became of one mail and claim the next, in one statement and one commit.

    Returns whether the next is ours: a lease that ran out may have given it to another worker.
    """
    if previous is None and claim is None:
        return False
    row, outcome = previous or (None, Outcome(""))
    attempts, due = 0, None
    if row is not None:
        attempts, due = row.attempts + 1, row.due_at
        if outcome.state == State.DEFERRED:
            if attempts >= MOST_ATTEMPTS:
                outcome = Outcome(State.FAILED, f"given up: {outcome.error}")
            else:
                due = timezone.now() + _wait(attempts)
    values: dict[str, Any] = {
        "done": row.pk if row else None,
        "next": claim.pk if claim else None,
        "state": outcome.state,
        "attempts": attempts,
        "error": outcome.error[:300],
        "due": due,
        "lease": LEASE,
        "worker": _worker_name(),
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTE_AND_CLAIM, values)
        touched = {pk for (pk,) in cursor.fetchall()}
    return claim is not None and claim.pk in touched


def _payload(row: OutgoingMail, stencils: dict[int, Stencil]) -> bytes:
    """The bytes of one mail. A letter is encoded once and filled for each reader."""
    stencil = stencils[row.letter_id] if row.letter_id else _stencil(row)
    values = {**row.fills, "address": row.to_address}
    name = row.fills.get("name", "")
    own = [
        header("Message-ID", row.message_id),
        header("Date", formatdate()),
        header("To", address(name, row.to_address)),
    ]
    if row.list_kind and row.user_id:
        values["stop_url"] = url = addresses.stop_url(row.user_id, row.list_kind, row.list_ref)
        own.append(header("List-Unsubscribe", f"<{url}>"))
        own.append(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if row.reply_to:
        own.append(header("Reply-To", row.reply_to))
    if row.thread:
        root = f"<{row.thread}@{settings.MAIL_REPLY_DOMAIN}>"
        own += [header("In-Reply-To", root), header("References", root)]
    return stencil.fill(b"".join(own), values)


def _stencil(source: Letter | OutgoingMail) -> Stencil:
    """The stencil of a Letter, or of a row that is a letter of its own."""
    headers = {
        "From": address(source.from_name or settings.PORTAL_NAME, settings.DEFAULT_FROM_EMAIL),
        "Subject": source.subject,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Loop": settings.MAIL_REPLY_DOMAIN,
    }
    if source.list_id:
        headers["List-Id"] = source.list_id
    if source.list_kind:
        headers["Precedence"] = "list"
    return Stencil(text=source.text, html=source.html, headers=headers)


def _hand_over(backend: EmailBackend, row: OutgoingMail, payload: bytes) -> Outcome:
    """Speak SMTP for one mail. Never raises; a connection that broke is left as None."""
    assert backend.connection is not None, "handing over needs an open connection"
    smtp: smtplib.SMTP = backend.connection
    data_begun = False
    try:
        code, text = smtp.mail(_return_path(row))
        if code == 250:
            code, text = smtp.rcpt(ascii_address(row.to_address))
        if code in (250, 251):
            code, text = smtp.docmd("DATA")
            if code == 354:
                data_begun = True
                smtp.send(LEADING_DOT.sub(b"..", payload) + b".\r\n")
                failpoint("mail.after_data")
                code, text = smtp.getreply()
                if code == 250:
                    return Outcome(State.SENT)
    except (OSError, smtplib.SMTPException) as error:
        backend.connection = None
        smtp.close()
        if data_begun:
            return Outcome(State.UNCERTAIN, f"the connection broke after the text was sent: {error}")
        return Outcome(State.DEFERRED, f"the connection broke: {error}")
    _begin_anew(backend)
    reason = f"{code} {text.decode('utf-8', 'replace')}"
    return Outcome(State.FAILED if 500 <= code < 600 else State.DEFERRED, reason)


def _return_path(row: OutgoingMail) -> str:
    """Where a report about this very mail comes back to."""
    return addresses.bounce_address(row.pk) if settings.MAIL_BOUNCE_DOMAIN else settings.DEFAULT_FROM_EMAIL


def _begin_anew(backend: EmailBackend) -> None:
    """After a refusal; a server that hangs up then does not change what it said."""
    smtp: Any = backend.connection
    try:
        smtp.rset()
    except (OSError, smtplib.SMTPException):
        backend.connection = None
        smtp.close()


def oldest_waiting_age() -> datetime.timedelta | None:
    """How long the oldest mail that is due has waited; none when nothing is."""
    oldest = (
        OutgoingMail.objects.filter(state__in=OutgoingMail.WAITING, due_at__lte=Now())
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return timezone.now() - oldest if oldest else None


def counts_by_state(letter_id: int) -> dict[str, int]:
    """How many mails of a letter are in which state."""
    rows = OutgoingMail.objects.filter(letter_id=letter_id).values_list("state").annotate(Count("id"))
    return dict(rows)


def try_again(ids: list[int]) -> int:
    """Queue mails that failed once more. Returns how many; others among the ids stay as they are."""
    count = OutgoingMail.objects.filter(pk__in=ids, state=State.FAILED).update(
        state=State.QUEUED, attempts=0, due_at=Now(), error="", lease_until=None, worker=""
    )
    bell.ring(SEND)
    return count
