"""Names that nobody can lead back to a person once the key is destroyed."""

from __future__ import annotations

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from metrics.models import ViewerKey

PERSON_DAYS, VISITOR_DAYS = 90, 1
EPOCH = datetime.date(2020, 1, 1)
_kept: dict[tuple[bool, datetime.date], bytes] = {}


def period_of(signed_in: bool, day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First day and first day after the period in which one key holds."""
    length = PERSON_DAYS if signed_in else VISITOR_DAYS
    begin = EPOCH + datetime.timedelta(days=(day - EPOCH).days // length * length)
    return begin, begin + datetime.timedelta(days=length)


def key_for(signed_in: bool, day: datetime.date) -> bytes:
    """The key of the day, made by whoever asks first."""
    begin, end = period_of(signed_in, day)
    known = _kept.get((signed_in, begin))
    if known is None:
        with transaction.atomic():
            row, _new = ViewerKey.objects.get_or_create(
                signed_in=signed_in, from_day=begin, defaults={"until_day": end}
            )
        if len(_kept) > 8:
            _kept.clear()
        # A destroyed key never comes back: what comes late gets a name that leads nowhere.
        known = _kept[(signed_in, begin)] = bytes(row.key) if row.key else b"destroyed"
    return known


def of_person(user_id: int, day: datetime.date) -> str:
    return hashlib.sha256(key_for(True, day) + str(user_id).encode()).hexdigest()[:32]


def of_visitor(address: str, browser: str, day: datetime.date) -> str:
    """The same for one day only; address and browser are not kept."""
    text = f"{address} {browser}".encode("utf-8", "replace")
    return hashlib.sha256(key_for(False, day) + text).hexdigest()[:32]


def destroy_old_keys(today: datetime.date | None = None) -> int:
    """Forget the keys that no figure needs any more. Returns how many."""
    today = today or timezone.localdate()
    old = ViewerKey.objects.filter(key__isnull=False)
    gone = 0
    for signed_in, keep in ((True, PERSON_DAYS), (False, VISITOR_DAYS)):
        gone += old.filter(
            signed_in=signed_in, until_day__lt=today - datetime.timedelta(days=keep - 1)
        ).update(key=None, destroyed_at=timezone.now())
    _kept.clear()
    return gone
