"""Letters that gather: a day, a week or a month, in the morning of the reader's own time zone."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.mail import compose
from cop_portal.foundation.notifications import letters, timing
from cop_portal.foundation.notifications.models import GATHERED, Digest, Frequency, Notice, Preference

logger = logging.getLogger(__name__)

# How far back a letter of each kind can lie that might be due: its own time, the one before, a day of zones.
REACH = {Frequency.DAILY: 3, Frequency.WEEKLY: 15, Frequency.MONTHLY: 64}


def due_letters(now: datetime.datetime) -> Iterable[tuple[int, str]]:
    """Whose letter's time has come, who has something that came before it, and has not got it yet."""
    recent = Q()
    for period, days in REACH.items():
        recent |= Q(period=period, start__gte=now.date() - datetime.timedelta(days=days))
    have = set(Digest.objects.filter(recent).values_list("user_id", "period", "start"))
    stopped = Preference.objects.filter(
        user=OuterRef("user"), kind=OuterRef("frequency"), community=None, frequency=Frequency.NEVER
    )
    waiting = (
        Notice.objects.filter(mailed_at=None, frequency__in=GATHERED, user__in=User.objects.mailable())
        .exclude(Exists(stopped))
        .order_by()
        .values_list("user_id", "frequency", "user__time_zone", "user__timing__weekday")
        .annotate(oldest=Min("created_at"))
    )
    for user_id, period, zone, weekday, oldest in waiting:
        start, due = timing.latest_letter(period, now, zone, weekday or 0)
        if oldest < due and (user_id, period, start) not in have:
            yield user_id, period


def send_due(now: datetime.datetime | None = None) -> int:
    """Queue the letters that are due. Returns how many. One that fails holds up no other."""
    at = now or timezone.now()
    sent = 0
    for user_id, period in list(due_letters(at)):
        try:
            sent += send_digest(user_id, period, at)
        except Exception:
            logger.exception("the %s letter of person %s failed", period, user_id)
    return sent


@transaction.atomic
def send_digest(user_id: int, period: str, now: datetime.datetime) -> bool:
    """Queue one person's letter, once a period; what is in it counts as mailed."""
    user = User.objects.get(pk=user_id)
    clock = timing.timing_of(user)
    start, due = timing.latest_letter(period, now, user.time_zone, clock.weekday)
    _row, new = Digest.objects.get_or_create(user=user, period=period, start=start)
    if not new:
        return False
    notices = list(
        Notice.objects.select_for_update(of=("self",))
        .filter(user=user, mailed_at=None, frequency=period, created_at__lt=due)
        .select_related("community")
    )
    found = letters.contents(user, letters.still_theirs(user, notices), period=period, start=start, due=now)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=Now())
    if found is None:
        return False
    compose.queue(
        key=f"digest:{user.pk}:{period}:{start}",
        kind="notifications.digest",
        user=user,
        template=letters.TEMPLATE,
        context=found.context(),
        list_kind=period,
        list_id=f"{period.capitalize()} letter <{period}.{settings.MAIL_REPLY_DOMAIN}>",
        not_before=timing.quiet_until(now, user.time_zone, clock),
    )
    return True
