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
import random
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection, transaction
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils import timezone

from cop_portal.foundation.failpoints import failpoint
from cop_portal.foundation.mail import addresses, bounces, lists, orphans, smtp, standing
from cop_portal.foundation.mail.models import Letter, OutgoingMail, Sending, Suppression
from cop_portal.foundation.mail.smtp import Outcome
from cop_portal.foundation.mail.stencil import Stencil, address, header

logger = logging.getLogger(__name__)

State = OutgoingMail.State
BATCH = 50
LEASE = datetime.timedelta(seconds=60)
MOST_ATTEMPTS = 8
# Seconds for which the question who still wants the mail counts as just asked.
CONSENT_IS_FRESH = 4
SLOW = 5.0  # seconds for one mail, after which its domain waits
MOST_LOST = 3  # connections that break one after the other, after which the server counts as away

NOTE_AND_CLAIM = """
    UPDATE mail_outgoingmail SET
        state = CASE WHEN id = %(done)s THEN %(state)s ELSE 'claimed' END,
        attempts = CASE WHEN id = %(done)s THEN %(attempts)s ELSE attempts END,
        error = CASE WHEN id = %(done)s THEN %(error)s ELSE error END,
        due_at = CASE WHEN id = %(done)s THEN %(due)s ELSE due_at END,
        sent_at = CASE WHEN id = %(done)s AND %(state)s = 'sent' THEN now() ELSE sent_at END,
        tried_at = CASE WHEN id = %(done)s THEN tried_at ELSE now() END,
        lease_until = CASE WHEN id = %(done)s THEN NULL ELSE now() + %(lease)s END
    WHERE id = %(done)s
       OR (id = %(next)s AND state IN ('queued', 'deferred') AND worker = %(worker)s)
    RETURNING id
"""


@dataclass
class Run:
    """One call of send_due: under which name it reserves, and what it has learned meanwhile."""

    worker: str
    urgent_only: bool = False
    stencils: dict[int, Stencil] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    lost: int = 0


def send_due(seconds: float = 50) -> int:
    """Send what is due for at most so many seconds. Returns the number of mails handed over."""
    orphans.settle()
    orphans.ask_the_log()
    sent = 0
    with orphans.alive() as worker:
        sent = _send_until(time.monotonic() + seconds, Run(worker))
    if sent:
        orphans.ask_the_log()
    return sent


def _send_until(end: float, run: Run) -> int:
    sent = 0
    backend: EmailBackend | None = None
    try:
        while time.monotonic() < end and _may_send(run):
            batch = _reserve(run)
            if not batch:
                break
            batch = _drop_unwanted(batch)
            if not batch:
                continue
            try:
                backend = backend or smtp.connect()
                sent += _send_batch(backend, batch, run)
                if run.lost >= MOST_LOST:
                    raise smtp.ServerAway("the server breaks every connection")
                standing.server_is_back()
            except smtp.ServerAway as error:
                standing.server_is_away(str(error))
                _give_back(batch, run)
                break
            if backend.connection is None:
                backend = None
    finally:
        if backend is not None:
            backend.close()
    return sent


def _may_send(run: Run) -> bool:
    """Whether anything may leave now: asked before each batch, so that a pause holds within seconds."""
    now = Sending.now()
    run.urgent_only = now.paused_at is not None
    return now.retry_at is None or now.retry_at <= timezone.now()


def _reserve(run: Run) -> list[OutgoingMail]:
    """Set a lease on the next rows that wait, past those that others hold."""
    with transaction.atomic():
        rows = list(
            OutgoingMail.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(
                Q(lease_until=None) | Q(lease_until__lt=Now()),
                state__in=OutgoingMail.WAITING,
                due_at__lte=Now(),
                **({"urgent": True} if run.urgent_only else {}),
            )
            .order_by("-urgent", "due_at", "id")[:BATCH]
        )
        OutgoingMail.objects.filter(pk__in=[row.pk for row in rows]).update(
            lease_until=Now() + LEASE, worker=run.worker
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


def _wait(attempts: int) -> datetime.timedelta:
    """Growing, jittered delay: about 30 s, 1.5, 4.5, 13.5 and 40 minutes, then two hours."""
    base = min(30 * 3 ** (attempts - 1), 7200)
    return datetime.timedelta(seconds=base * random.uniform(0.8, 1.2))  # noqa: S311


def _give_back(batch: list[OutgoingMail], run: Run) -> None:
    """What was reserved and not begun waits on as it did."""
    OutgoingMail.objects.filter(
        pk__in=[row.pk for row in batch], state__in=OutgoingMail.WAITING, worker=run.worker
    ).update(lease_until=None, worker="")


def _send_batch(backend: EmailBackend, batch: list[OutgoingMail], run: Run) -> int:
    """Send the rows one after the other; what is not reached within a few seconds is given back."""
    sent, begun = 0, time.monotonic()
    wanted = {row.letter_id for row in batch if row.letter_id} - run.stencils.keys()
    for letter in Letter.objects.filter(pk__in=wanted):
        run.stencils[letter.pk] = _stencil(letter)
    previous: tuple[OutgoingMail, Outcome] | None = None
    for row in batch:
        if backend.connection is None or time.monotonic() - begun > CONSENT_IS_FRESH:
            break
        if _domain(row) in run.slow:
            _postpone(row, run)
            continue
        try:
            payload = _payload(row, run.stencils)
        except Exception as error:  # one mail that cannot be written does not hold up the others
            logger.exception("mail %s cannot be written", row.pk)
            _fail(row, run, f"the mail could not be written: {error}")
            continue
        if not _note(previous, run, claim=row):
            previous = None
            continue
        failpoint("mail.before_data")
        previous = (row, _timed(backend, row, payload, run))
        failpoint("mail.after_250")
        sent += previous[1].state == State.SENT
        if previous[1].state == State.FAILED:
            bounces.note_refusal(address=row.to_address, answer=previous[1].error)
    _note(previous, run, claim=None)
    _give_back(batch, run)
    return sent


def _timed(backend: EmailBackend, row: OutgoingMail, payload: bytes, run: Run) -> Outcome:
    """Hand over one mail, and learn which domains and which connections are not worth trying on."""
    begun = time.monotonic()
    try:
        outcome = smtp.hand_over(backend, row, payload)
    except smtp.ServerAway:
        _note((row, Outcome(State.QUEUED)), run, claim=None, attempts=row.attempts)
        raise
    if time.monotonic() - begun > SLOW:
        run.slow.add(_domain(row))
    run.lost = run.lost + 1 if backend.connection is None and outcome.state != State.FAILED else 0
    return outcome


def _domain(row: OutgoingMail) -> str:
    return row.to_address.rpartition("@")[2].lower()


def _postpone(row: OutgoingMail, run: Run) -> None:
    """Mail to a domain that keeps the server waiting lets others pass, and costs no attempt."""
    OutgoingMail.objects.filter(pk=row.pk, state__in=OutgoingMail.WAITING, worker=run.worker).update(
        due_at=timezone.now() + _wait(2), error="its domain is slow", lease_until=None, worker=""
    )


def _fail(row: OutgoingMail, run: Run, reason: str) -> None:
    OutgoingMail.objects.filter(pk=row.pk, state__in=OutgoingMail.WAITING, worker=run.worker).update(
        state=State.FAILED, error=reason[:300], lease_until=None, worker=""
    )


def _note(
    previous: tuple[OutgoingMail, Outcome] | None,
    run: Run,
    claim: OutgoingMail | None,
    *,
    attempts: int | None = None,
) -> bool:
    """Write down what became of one mail and claim the next, in one statement and one commit.

    Returns whether the next is ours: a lease that ran out may have given it to another worker.
    """
    if previous is None and claim is None:
        return False
    row, outcome = previous or (None, Outcome(""))
    due = None
    if row is not None:
        attempts, due = row.attempts + 1 if attempts is None else attempts, row.due_at
        if outcome.state == State.DEFERRED:
            if attempts >= MOST_ATTEMPTS:
                outcome = Outcome(State.FAILED, f"given up: {outcome.error}")
            else:
                due = timezone.now() + _wait(attempts)
    values: dict[str, Any] = {
        "done": row.pk if row else None,
        "next": claim.pk if claim else None,
        "state": outcome.state,
        "attempts": attempts or 0,
        "error": outcome.error[:300],
        "due": due,
        "lease": LEASE,
        "worker": run.worker,
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
