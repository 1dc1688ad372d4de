"""What the operator of the portal's mail sees: never a look at all that was ever sent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Lower, Now
from django.http import Http404

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail, Suppression
from cop_portal.foundation.mail.permissions import check_operate_mail

State = OutgoingMail.State
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
# What the page calls them, and the states behind each word.
SHELVES: dict[str, tuple[str, ...]] = {
    "waiting": (State.QUEUED, State.DEFERRED, State.CLAIMED),
    "failed": (State.FAILED,),
    "uncertain": (State.UNCERTAIN,),
    "unwanted": (State.SUPPRESSED,),
    "sent": (State.SENT,),
}


@dataclass
class KindRow:
    """One kind of mail: how many stand where, and since when the oldest waits."""

    kind: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SHELVES, 0))
    oldest: datetime.datetime | None = None


@dataclass
class Overview:
    """The queue at a look. `sent` is of the last hour, all else of this moment."""

    kinds: list[KindRow]
    oldest_due: datetime.datetime | None
    last_sent: datetime.datetime | None

    @property
    def totals(self) -> dict[str, int]:
        return {shelf: sum(row.counts[shelf] for row in self.kinds) for shelf in SHELVES}


def overview(user: Any) -> Overview:
    """Counts by kind and shelf, in three statements whatever the table holds."""
    check_operate_mail(user)
    shelf_of = {state: shelf for shelf, states in SHELVES.items() for state in states}
    rows: dict[str, KindRow] = {}
    standing = (
        OutgoingMail.objects.filter(~Q(state=State.SENT))
        .values_list("kind", "state")
        .annotate(number=Count("pk"), oldest=Min("created_at"))
    )
    for kind, state, number, oldest in standing:
        row = rows.setdefault(kind, KindRow(kind))
        row.counts[shelf_of[state]] += number
        if shelf_of[state] == "waiting":
            row.oldest = min(filter(None, (row.oldest, oldest)))
    lately = (
        OutgoingMail.objects.filter(sent_at__gt=Now() - HOUR)
        .values_list("kind")
        .annotate(number=Count("pk"), last=Max("sent_at"))
    )
    last = None
    for kind, number, sent_at in lately:
        rows.setdefault(kind, KindRow(kind)).counts["sent"] = number
        last = max(filter(None, (last, sent_at)))
    due = OutgoingMail.objects.filter(state__in=OutgoingMail.WAITING, due_at__lte=Now())
    return Overview(
        kinds=sorted(
            rows.values(), key=lambda row: (-row.counts["failed"], -row.counts["waiting"], row.kind)
        ),
        oldest_due=due.aggregate(at=Min("due_at"))["at"],
        last_sent=last,
    )


def mails(user: Any, *, shelf: str = "failed", kind: str = "", words: str = "") -> QuerySet[OutgoingMail]:
    """The mails of a shelf, newest first; with words those to an address (its beginning, or @domain)."""
    check_operate_mail(user)
    rows = OutgoingMail.objects.filter(state__in=SHELVES[shelf]).select_related("user", "letter")
    if kind:
        rows = rows.filter(kind=kind.replace("\x00", ""))
    words = words.strip().lower().replace("\x00", "")[:254]
    if words.startswith("@"):
        rows = rows.filter(to_address__iendswith=words)
        if shelf == "sent":  # the one shelf that holds all there ever was
            rows = rows.filter(sent_at__gt=Now() - DAY)
    elif words:
        rows = rows.annotate(low=Lower("to_address")).filter(low__startswith=words)
    return rows.defer("text", "html", "letter__text", "letter__html").order_by("-pk")


def get_for(user: Any, pk: int) -> OutgoingMail:
    """One mail, for operators."""
    check_operate_mail(user)
    mail = OutgoingMail.objects.filter(pk=pk).select_related("user", "letter").first()
    if mail is None:
        raise Http404
    return mail


def bouncing(user: Any) -> QuerySet[User]:
    """People whose address takes no mail."""
    check_operate_mail(user)
    return User.objects.filter(mail_state=User.MailState.BOUNCES).order_by("-pk")


def suppressed(user: Any) -> QuerySet[Suppression]:
    """Addresses that were set aside."""
    check_operate_mail(user)
    return Suppression.objects.order_by("-pk")


def history(user: Any, verbs: Iterable[str]) -> QuerySet[ActivityEntry]:
    """What operators did, newest first."""
    check_operate_mail(user)
    return ActivityEntry.objects.filter(verb__in=list(verbs)).select_related("actor").order_by("-at")


def states_by_key(keys: Iterable[str]) -> dict[str, str]:
    """What became of the mails of these keys, in words. Those that are not queued yet are left out."""
    rows = OutgoingMail.objects.filter(key__in=list(keys)).only("key", "state", "error")
    return {row.key: str(row.get_state_display()) for row in rows}  # type: ignore[attr-defined]
