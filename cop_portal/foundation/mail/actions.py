"""What an operator does: pause and resume, send again what failed, settle what is uncertain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.mail.activity import (
    ADDRESS_RESTORED,
    MAILS_QUEUED_AGAIN,
    SENDING_PAUSED,
    SENDING_RESUMED,
    UNCERTAIN_SETTLED,
)
from cop_portal.foundation.mail.compose import SEND
from cop_portal.foundation.mail.models import OutgoingMail, Suppression
from cop_portal.foundation.mail.permissions import check_operate_mail
from cop_portal.foundation.mail.standing import locked
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.text import one_line

State = OutgoingMail.State


@transaction.atomic
def pause(*, by: Any, reason: str) -> None:
    """Nothing leaves but mail that somebody waits for. A second pause keeps the first one's day."""
    check_operate_mail(by)
    reason = one_line(reason)[:300]
    if not reason:
        raise ValidationError({"reason": _("Say why, for those who look at this page next.")})
    row = locked()
    row.paused_at, row.paused_by = row.paused_at or timezone.now(), actor_or_none(by)
    row.reason = reason
    row.save()
    record(SENDING_PAUSED, by=by, reason=reason)


@transaction.atomic
def resume(*, by: Any) -> bool:
    """Mail leaves again, and a server that was away is tried at once. False when nothing was held."""
    check_operate_mail(by)
    row = locked()
    held = row.paused_at is not None
    row.paused_at, row.paused_by, row.reason, row.retry_at = None, None, "", None
    row.save()
    if held:
        record(SENDING_RESUMED, by=by)
    transaction.on_commit(lambda: bell.ring(SEND))
    return held


@transaction.atomic
def try_again(*, by: Any, ids: Iterable[int] | None = None, kind: str = "") -> int:
    """Queue mails that failed once more: those of the ids, or all that failed (of a kind).

    Returns how many. Only what failed: what is uncertain may have arrived, and is not doubled.
    """
    check_operate_mail(by)
    rows = OutgoingMail.objects.filter(state=State.FAILED)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    kind = one_line(kind)[:40]
    if kind:
        rows = rows.filter(kind=kind)
    count = rows.update(state=State.QUEUED, attempts=0, due_at=Now(), error="", lease_until=None, worker="")
    if count:
        record(MAILS_QUEUED_AGAIN, by=by, count=count, kind=kind)
        transaction.on_commit(lambda: bell.ring(SEND))
    return count


@transaction.atomic
def settle_uncertain(*, mail: OutgoingMail, by: Any, arrived: bool) -> bool:
    """A person looked into the mail server's log: the mail arrived, or it did not and goes out again.

    It goes under the same Message-ID. False when the mail was settled meanwhile.
    """
    check_operate_mail(by)
    rows = OutgoingMail.objects.filter(pk=mail.pk, state=State.UNCERTAIN)
    if arrived:
        changed = rows.update(state=State.SENT, sent_at=timezone.now(), error="settled by an administrator")
    else:
        changed = rows.update(state=State.QUEUED, due_at=Now(), error="", worker="")
        transaction.on_commit(lambda: bell.ring(SEND))
    if changed:
        record(UNCERTAIN_SETTLED, by=by, target=mail, arrived=arrived)
    return bool(changed)


@transaction.atomic
def restore_address(*, by: Any, address: str) -> bool:
    """Write to an address again that bounced or was set aside. False when it was written to anyway."""
    check_operate_mail(by)
    address = address.strip().lower()
    removed, _kinds = Suppression.objects.filter(address=address).delete()
    person = User.objects.filter(email=address, mail_state=User.MailState.BOUNCES).first()
    if person is not None:
        person.mail_state = User.MailState.WORKS
        person.save(update_fields=["mail_state"])
    if removed or person is not None:
        record(ADDRESS_RESTORED, by=by, target=person)
    return bool(removed or person is not None)
