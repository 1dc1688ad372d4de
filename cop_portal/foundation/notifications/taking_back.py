"""Taking notices back: what must not be read any more is on no page, in no letter that has not left.

Somebody lost the right to read it, or a facilitator hid it. The notice goes; a letter of its own that
waits is not sent; a letter that gathers and waits with it in it is written anew without it.

The page of notices does not ask for rights, so this is done at once and not by a task: in a handful of
statements, however many people were told.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import GATHERED, Digest, Notice

DIGEST = "notifications.digest"


@transaction.atomic
def take_back(notices: QuerySet[Notice]) -> int:
    """Take these notices back, from pages and from mail that has not left. Returns how many."""
    told = notices.order_by()
    _not_sent(told)
    _write_anew(told)
    return told.delete()[0]


def _not_sent(told: QuerySet[Notice]) -> None:
    """Letters of their own."""
    key = Concat(Value("notice:"), "entry_id", Value(":"), "user_id", output_field=CharField())
    OutgoingMail.objects.filter(
        key__in=told.annotate(letter_key=key).values("letter_key"), state__in=OutgoingMail.WAITING
    ).update(
        state=OutgoingMail.State.SUPPRESSED,
        error="what it tells of was taken back",
        lease_until=None,
        worker="",
    )


def _write_anew(told: QuerySet[Notice]) -> None:
    """A letter that gathers and waits is dropped, and what was in it waits for the next one."""
    in_it = told.filter(mailed_at__isnull=False, user=OuterRef("user"), frequency=OuterRef("list_kind"))
    # The letter's row is made first, then the notices are marked, then the letter is queued.
    row = Digest.objects.filter(
        user=OuterRef("user"), period=OuterRef("list_kind"), created_at__lte=OuterRef("created_at")
    ).order_by("-created_at")
    found = OutgoingMail.objects.filter(
        Exists(in_it), kind=DIGEST, list_kind__in=GATHERED, state__in=OutgoingMail.WAITING
    ).select_for_update(of=("self",))
    digests = dict(found.order_by("pk").values_list("pk", Subquery(row.values("pk")[:1])))
    if not digests:
        return
    waiting = OutgoingMail.objects.filter(pk__in=digests)
    in_one = waiting.annotate(begun=Subquery(row.values("created_at")[:1])).filter(
        user=OuterRef("user"),
        list_kind=OuterRef("frequency"),
        begun__lte=OuterRef("mailed_at"),
        created_at__gte=OuterRef("mailed_at"),
    )
    Notice.objects.filter(Exists(in_one), user__in=waiting.values("user")).update(mailed_at=None)
    Digest.objects.filter(pk__in=[pk for pk in digests.values() if pk is not None]).delete()
    waiting.delete()
