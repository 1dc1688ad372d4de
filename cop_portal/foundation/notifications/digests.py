"""The daily letter: what happened since the last, in the morning of the reader's own time zone."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.accounts.models import User, zone_of
from cop_portal.foundation.mail import compose, lists
from cop_portal.foundation.notifications.models import Digest, Frequency, Notice, Preference

logger = logging.getLogger(__name__)

HOUR = 7  # in the reader's own time zone
MOST_ITEMS = 40
LIST = "daily"


def due_readers(now: datetime.datetime) -> Iterable[int]:
    """Ids of people for whom it is morning, who have something to read and no letter of today."""
    # A day that is over everywhere is of no interest: zones lie less than two days apart.
    recent = Digest.objects.filter(day__gte=now.date() - datetime.timedelta(days=1))
    have = set(recent.values_list("user_id", "day"))
    waiting = (
        User.objects.mailable()
        .filter(notices__mailed_at=None, notices__frequency=Frequency.DAILY)
        .exclude(preferences__in=_stopped())
        .distinct()
        .values_list("pk", "time_zone")
    )
    for user_id, zone in waiting:
        local = now.astimezone(zone_of(zone))
        if local.hour >= HOUR and (user_id, local.date()) not in have:
            yield user_id


def send_due(now: datetime.datetime | None = None) -> int:
    """Queue the daily letters that are due. Returns how many. One that fails holds up no other."""
    moment = now or timezone.now()
    sent = 0
    for user_id in list(due_readers(moment)):
        try:
            sent += send_digest(user_id, moment)
        except Exception:
            logger.exception("the daily letter of person %s failed", user_id)
    return sent


@transaction.atomic
def send_digest(user_id: int, now: datetime.datetime) -> bool:
    """Queue one person's letter, once a day; what is in it counts as mailed."""
    user = User.objects.get(pk=user_id)
    day = now.astimezone(zone_of(user.time_zone)).date()
    _row, new = Digest.objects.get_or_create(user=user, day=day)
    if not new:
        return False
    notices = list(
        Notice.objects.select_for_update(of=("self",))
        .filter(user=user, mailed_at=None, frequency=Frequency.DAILY)
        .select_related("community")
        .order_by("community_id", "-id")
    )
    unread = [notice for notice in notices if notice.read_at is None]
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=Now())
    if not unread:
        return False
    compose.queue(
        key=f"digest:{user.pk}:{day}",
        kind="notifications.digest",
        user=user,
        template="notifications/email/digest",
        context={
            "groups": [
                (community, list(items))
                for community, items in groupby(unread[:MOST_ITEMS], key=lambda notice: notice.community)
            ],
            "count": len(unread),
            "more": max(len(unread) - MOST_ITEMS, 0),
            "day": day,
        },
        list_kind=LIST,
        list_id=f"Daily letter <daily.{settings.MAIL_REPLY_DOMAIN}>",
    )
    return True


def _stopped() -> QuerySet[Preference]:
    return Preference.objects.filter(kind=LIST, community=None, frequency=Frequency.NEVER)


def _still_wanted(ref: int | None, user_ids: Iterable[int]) -> set[int]:
    stopped = _stopped().filter(user_id__in=user_ids)
    return set(user_ids) - set(stopped.values_list("user_id", flat=True))


def stop(user: Any, ref: int | None) -> None:
    Preference.objects.update_or_create(
        user=user, kind=LIST, community=None, defaults={"frequency": Frequency.NEVER}
    )


def resume(user: Any, ref: int | None) -> None:
    Preference.objects.filter(user=user, kind=LIST, community=None).delete()


lists.register(
    lists.MailList(
        kind=LIST,
        label=lambda ref: _("the daily letter"),
        still_wanted=_still_wanted,
        stop=stop,
        resume=resume,
    )
)
