"""Taking notices back: what must not be read any more is on no page, in no letter that has not left.

Somebody lost the right to read it, or a facilitator hid it. The notice goes; a letter of its own that
waits is not sent; a letter that gathers and waits with it in it is written anew without it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import GATHERED, Digest, Notice

DIGEST = "notifications.digest"
ROWS_AT_ONCE = 1000


@transaction.atomic
def take_back(notices: QuerySet[Notice]) -> int:
    """Take these notices back, from pages and from mail that has not left. Returns how many."""
    found = list(notices.values("pk", "user_id", "entry_id", "frequency", "mailed_at"))
    keys = [f"notice:{row['entry_id']}:{row['user_id']}" for row in found]
    for begin in range(0, len(keys), ROWS_AT_ONCE):
        _not_sent(OutgoingMail.objects.filter(key__in=keys[begin : begin + ROWS_AT_ONCE]))
    mailed = {
        (row["user_id"], row["frequency"])
        for row in found
        if row["mailed_at"] is not None and row["frequency"] in GATHERED
    }
    for user_id, period in sorted(mailed):
        _write_anew(user_id, period)
    Notice.objects.filter(pk__in=[row["pk"] for row in found]).delete()
    return len(found)


def _not_sent(mails: QuerySet[OutgoingMail]) -> None:
    mails.filter(state__in=OutgoingMail.WAITING).update(
        state=OutgoingMail.State.SUPPRESSED,
        error="what it tells of was taken back",
        lease_until=None,
        worker="",
    )


def _write_anew(user_id: int, period: str) -> None:
    """A letter of this period that waits is dropped, and what was in it waits for the next one."""
    mails = OutgoingMail.objects.filter(
        user=user_id, kind=DIGEST, list_kind=period, state__in=OutgoingMail.WAITING
    )
    waiting = list(mails.select_for_update().order_by("pk"))
    if not waiting:
        return
    for mail in waiting:
        # The letter's row is made first, then the notices are marked, then the letter is queued.
        before = Digest.objects.filter(user=user_id, period=period, created_at__lte=mail.created_at)
        digest = before.order_by("-created_at").first()
        if digest is not None:
            told = Notice.objects.filter(
                user=user_id, frequency=period, mailed_at__range=(digest.created_at, mail.created_at)
            )
            told.update(mailed_at=None)
            digest.delete()
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in waiting]).delete()
