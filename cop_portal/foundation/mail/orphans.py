"""Mails whose sender died: found at once, and settled by what the mail server's log says.

A sender holds a lock of the database for as long as it lives. A row with a lease whose sender's lock
is free is an orphan: what was only reserved is given back, what was claimed may or may not have left.
Such a row becomes `uncertain`. Where MAIL_SERVER_LOG names the log of the mail server, its Message-ID
is looked for there: found is sent, not found is queued again. Without a log it stays for a person.
"""

from __future__ import annotations

import datetime
import os
import re
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F, Max, Min, Q
from django.db.models.functions import Now

from cop_portal.foundation.mail.models import OutgoingMail

State = OutgoingMail.State
LOCKS = 0x6D61696C  # "mail": the first half of our advisory locks
STOPPED = "the sender stopped while sending"
# How long a mail may be on its way between our last word and the server's log.
ON_ITS_WAY = datetime.timedelta(seconds=10)
ASKED_FOR = datetime.timedelta(days=2)
MOST_BYTES = 512 * 1024 * 1024
OUR_ID = re.compile(rb"\b(\d{1,19}\.[0-9a-f]{16}@[^>\s\])]+)")
POSTFIX_SEES = re.compile(rb"cleanup\[\d+\]: (\w+): message-id=<")
POSTFIX_TAKES = re.compile(rb"qmgr\[\d+\]: (\w+): from=")


@contextmanager
def alive() -> Iterator[str]:
    """The name under which a sender reserves; others see by its lock that it lives."""
    number = secrets.randbelow(2**31)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS, number])
    try:
        yield f"{socket.gethostname()[:40]}:{os.getpid()}:{number}"
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, number])


def settle() -> None:
    """Give back what dead senders reserved; what they had claimed becomes uncertain."""
    leased = OutgoingMail.objects.filter(lease_until__isnull=False)
    workers = set(leased.values_list("worker", flat=True).distinct())
    if not workers:
        return
    dead, living = _sorted(workers)
    ended = Q(lease_until__lt=Now()) & ~Q(worker__in=living)
    orphans = leased.filter(ended | Q(worker__in=dead))
    orphans.filter(state__in=OutgoingMail.WAITING).update(lease_until=None, worker="")
    claimed = orphans.filter(state=State.CLAIMED)
    claimed.filter(urgent=True).update(state=State.QUEUED, lease_until=None, worker="")
    claimed.filter(urgent=False).update(state=State.UNCERTAIN, lease_until=None, error=STOPPED)


def _sorted(workers: set[str]) -> tuple[list[str], list[str]]:
    """Which of the senders are dead and which live. Of some only their lease tells."""
    if not settings.DATABASE_PREPARE:  # a pooler hands each transaction to another session
        return [], []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCKS],
        )
        held = {str(number) for (number,) in cursor.fetchall()}
    numbered = {worker: worker.split(":")[2] for worker in workers if worker.count(":") == 2}
    return (
        [worker for worker, number in numbered.items() if number not in held],
        [worker for worker, number in numbered.items() if number in held],
    )


@dataclass
class Log:
    """What the mail server's log says: Message-IDs of ours that it took, in the order of its lines."""

    taken: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Log:
        """The log and the one before it, where logs are rotated."""
        log = cls()
        seen: dict[bytes, str] = {}
        for part in (path.with_name(f"{path.name}.1"), path):
            if not part.exists():
                continue
            with part.open("rb") as lines:
                lines.seek(max(part.stat().st_size - MOST_BYTES, 0))
                for line in lines:
                    log._take(line, seen)
        return log

    def _take(self, line: bytes, seen: dict[bytes, str]) -> None:
        found = OUR_ID.search(line)
        # Postfix notes the Message-ID while the text still comes in, and takes the mail some lines later.
        if found and (sees := POSTFIX_SEES.search(line)):
            seen[sees[1]] = found[1].decode("ascii", "replace")
        elif found:
            self.taken.append(found[1].decode("ascii", "replace"))
        elif seen and (takes := POSTFIX_TAKES.search(line)) and takes[1] in seen:
            self.taken.append(seen.pop(takes[1]))

    def span(self) -> tuple[datetime.datetime, datetime.datetime] | None:
        """From when until when it is known to speak of our mail."""
        ends = [int(name.partition(".")[0]) for name in (*self.taken[:50], *self.taken[-50:])]
        found = OutgoingMail.objects.filter(pk__in=ends, sent_at__isnull=False).aggregate(
            first=Min("sent_at"), last=Max("sent_at")
        )
        return (found["first"], found["last"]) if found["first"] else None


_asked_at = 0.0
EVERY = 20.0  # seconds between two readings of the log by one process


def ask_the_log(*, at_once: bool = False) -> tuple[int, int]:
    """Settle uncertain mails by the mail server's log. Returns how many were sent and how many were not.

    That a mail is missing counts only where the log speaks of mails from before and after it.
    """
    global _asked_at
    if not settings.MAIL_SERVER_LOG or (not at_once and time.monotonic() - _asked_at < EVERY):
        return 0, 0
    uncertain = OutgoingMail.objects.filter(
        state=State.UNCERTAIN, tried_at__gt=Now() - ASKED_FOR, tried_at__lt=Now() - ON_ITS_WAY
    )
    rows = list(uncertain.order_by("pk").only("pk", "key", "tried_at")[:5000])
    path = Path(settings.MAIL_SERVER_LOG)
    if not rows or not path.exists():
        return 0, 0
    _asked_at = time.monotonic()
    log = Log.read(path)
    taken, span = set(log.taken), log.span()
    began = OutgoingMail.objects.filter(sent_at__isnull=False).aggregate(at=Min("sent_at"))["at"]
    arrived, missing = [], []
    for row in rows:
        if row.message_id.strip("<>") in taken:
            arrived.append(row.pk)
        elif span and (at := row.tried_at) and at < span[1] and (at > span[0] or span[0] <= began):
            missing.append(row.pk)
    sent = uncertain.filter(pk__in=arrived).update(
        state=State.SENT, sent_at=F("tried_at"), error="the mail server's log has it"
    )
    again = uncertain.filter(pk__in=missing).update(state=State.QUEUED, due_at=Now(), worker="", error="")
    return sent, again
