"""Mail that could not be delivered, and complaints: read, counted, and what follows for the address.

Each mail leaves with a return path of its own, which carries a proof that we made it; what comes back
there tells of exactly that mail, so that nobody can stop somebody else's mail by a forged report. One
hard bounce or complaint stops an address; soft ones stop it on their fourth day within a month.
"""

from __future__ import annotations

import datetime
import email
import email.message
import email.policy
import re
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from cop_portal.foundation.accounts.actions import note_address_works, note_bounced
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.mail import addresses, compose
from cop_portal.foundation.mail.models import Bounce, OutgoingMail, Suppression
from cop_portal.foundation.text import one_line

Kind = Bounce.Kind
STRENGTH = [Kind.SOFT, Kind.HARD, Kind.COMPLAINT]
# So many days with a soft bounce, within so many days, stop an address.
MOST_SOFT = 4
SOFT_WITHIN = datetime.timedelta(days=30)
MOST_READ = 300_000  # bytes of a report that are looked at
ACTION = re.compile(r"(?im)^action:\s*([a-z]+)")
STATUS = re.compile(r"(?im)^status:\s*([245])\.(\d{1,3})\.(\d{1,3})")
DIAGNOSTIC = re.compile(r"(?im)^(?:diagnostic-code|final-log-id):\s*(?:smtp\s*;\s*)?(.{3,280})")
COMPLAINT_TYPE = re.compile(r"(?im)^feedback-type:\s*([a-z-]+)")
# Classes of RFC 3463 that pass by themselves, or say nothing of the address: a full mailbox, too
# large a mail, the other system, the way to it, the text, a policy.
PASSING = re.compile(r"^(?:2\.[23]|3\.\d+|4\.(?!4$)\d+|6\.\d+|7\.\d+)$")
MAILER = re.compile(r"(?i)^(?:mailer[-_]?daemon|postmaster|mail[-_]?daemon|bounces?)@")
ENHANCED = re.compile(r"^5\d\d[ -]5\.(\d{1,3})\.(\d{1,3})\b")
# What servers say of an address that is none, where they give no class.
UNKNOWN = re.compile(
    r"(?i)^55[013].{0,80}(?:user|mailbox|recipient|address|account)[^.]{0,60}"
    r"(?:unknown|not exist|n't exist|no such|invalid|not found|disabled|unavailable|rejected)|^55[013].{0,40}no such (?:user|mailbox)"
)
NOTHING = ("delayed", "delivered", "relayed", "expanded")


def take(envelope_to: str, raw: bytes) -> str | None:
    """Deal with what came back to a return path of ours. None where the mail is something else.

    Returns what it was, in a few words for the operator.
    """
    if not addresses.is_bounce_address(envelope_to):
        return None
    pk = addresses.read_bounce_address(envelope_to)
    row = OutgoingMail.objects.filter(pk=pk).only("to_address", "sent_at").first() if pk else None
    if row is None:
        return "a report about no mail of ours"
    found = read_report(raw)
    if found is None:
        return "an automatic mail to a return path"
    kind, reason = found
    if kind is None:
        return f"a mail is delayed: {reason}"
    note(address=row.to_address, kind=kind, reason=reason)
    return f"{Kind(kind).label}: {reason}"


def read_report(raw: bytes) -> tuple[str | None, str] | None:
    """(kind, reason) of a delivery report or complaint; kind is none for a mail that is only delayed.

    None for what is no report: a note of absence, a person's letter.
    """
    message = email.message_from_bytes(raw[:MOST_READ], policy=email.policy.compat32)
    status, feedback = _part(message, "delivery-status"), _part(message, "feedback-report")
    if feedback or message.get_param("report-type") == "feedback-report":
        what = COMPLAINT_TYPE.search(feedback)
        if what is None or what.group(1).lower() not in ("abuse", "fraud", "virus", "other"):
            return None  # "not-spam" and the like, and what was cut off before it says which
        return Kind.COMPLAINT, "reported as unwanted"
    if not status and message.get_content_type() != "multipart/report":
        return _plain_report(message, raw)
    status = status or raw[:MOST_READ].decode("utf-8", "replace")
    actions = {found.lower() for found in ACTION.findall(status)}
    said = DIAGNOSTIC.search(status)
    code = STATUS.search(status)
    reason = one_line(
        " ".join([code.group().partition(":")[2].strip() if code else "", said.group(1) if said else ""])
    )
    if "failed" not in actions and (actions & {*NOTHING} or (code and code.group(1) == "2")):
        return (None, reason) if "delayed" in actions else None
    if code is None:
        return Kind.SOFT, reason or "failed"
    hard = code.group(1) == "5" and not PASSING.match(f"{int(code.group(2))}.{int(code.group(3))}")
    return Kind.HARD if hard else Kind.SOFT, reason


def _part(message: email.message.Message, subtype: str) -> str:
    """The text of the machine-readable part of a report, empty where there is none."""
    for count, part in enumerate(message.walk()):
        if count > 30:
            break
        if part.get_content_type() in (f"message/{subtype}", f"message/global-{subtype}"):
            blocks = part.get_payload()
            if isinstance(blocks, list):
                return "\n".join(str(block) for block in blocks)
            content = part.get_payload(decode=True)
            return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(blocks)
    return ""


def _plain_report(message: email.message.Message, raw: bytes) -> tuple[str | None, str] | None:
    """What servers write that follow no standard: no verdict about the address, but a point."""
    sender = re.sub(r"^.*<|>.*$", "", str(message.get("From", "")))
    if not MAILER.match(sender.strip()) or str(message.get("Auto-Submitted", "")).startswith("auto-gen"):
        return None
    said = re.search(
        r"(?m)\b([45]\d\d[ -][#(]?\d?\.?\d?.{3,200})$", raw[:MOST_READ].decode("utf-8", "replace")
    )
    return Kind.SOFT, one_line(said.group(1)) if said else "a mail came back"


def note_refusal(*, address: str, answer: str) -> None:
    """A server refused a mail for good as we spoke to it: what that says of the address."""
    code = ENHANCED.match(answer)
    if code:
        hard = not PASSING.match(f"{int(code.group(1))}.{int(code.group(2))}")
    else:
        hard = bool(UNKNOWN.search(answer))
    note(address=address, kind=Kind.HARD if hard else Kind.SOFT, reason=answer)


@transaction.atomic
def note(*, address: str, kind: str, reason: str, at: datetime.datetime | None = None) -> bool:
    """Count a bounce, at most one a day for an address. Returns whether the address is stopped by it."""
    moment = at or timezone.now()
    address = address.strip().lower()
    row, new = Bounce.objects.get_or_create(
        address=address, day=moment.date(), defaults={"kind": kind, "reason": one_line(reason)[:300]}
    )
    if not new and (row.cleared_at or STRENGTH.index(Kind(kind)) > STRENGTH.index(Kind(row.kind))):
        row.kind, row.reason, row.cleared_at = kind, one_line(reason)[:300], None
        row.save(update_fields=["kind", "reason", "cleared_at"])
    if kind == Kind.SOFT:
        recent = Bounce.objects.filter(
            address=address, cleared_at=None, day__gt=(moment - SOFT_WITHIN).date()
        )
        if recent.count() < MOST_SOFT:
            return False
    _stop(address, kind)
    return True


def _stop(address: str, kind: str) -> None:
    user = User.objects.filter(email__iexact=address).first()
    if user is not None:
        note_bounced(user=user)
    else:
        Suppression.objects.get_or_create(address=address, defaults={"reason": str(Kind(kind).label)[:200]})


def why_stopped(user: User) -> Bounce | None:
    """What stopped the mail to a person, the latest first."""
    return Bounce.objects.filter(address=user.email.lower(), cleared_at=None).order_by("-day").first()


@transaction.atomic
def turn_on(*, user: User) -> None:
    """The person says that their address works: they are written to again, at once with a letter to try it."""
    address = user.email.lower()
    if user.mail_state != User.MailState.BOUNCES:
        return
    Bounce.objects.filter(address=address, cleared_at=None).update(cleared_at=Now())
    Suppression.objects.filter(address=address).delete()
    note_address_works(user=user)
    user.refresh_from_db(fields=["mail_state"])
    compose.queue(
        key=f"works:{user.pk}:{timezone.now():%Y-%m-%d}",
        kind="mail.works",
        user=user,
        template="mail/email/works",
        context={},
    )


def address_changed(sender: Any, user: User, **_more: Any) -> None:
    """A new address begins without a history; what it did before stays with it."""
    user.refresh_from_db(fields=["email"])
    if (
        not Bounce.objects.filter(address=user.email.lower(), cleared_at=None)
        .exclude(kind=Kind.SOFT)
        .exists()
    ):
        note_address_works(user=user)
