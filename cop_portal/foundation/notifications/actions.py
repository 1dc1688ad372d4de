"""What people do with notices."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from cop_portal.foundation.notifications import kinds
from cop_portal.foundation.notifications.models import Frequency, Notice, Preference


def mark_read(*, by: Any, notice_id: int | None = None, url: str = "") -> int:
    """Mark one notice, or all that lead to a page, or all, as read. Returns how many."""
    notices = Notice.objects.filter(user=by, read_at=None)
    if notice_id is not None:
        notices = notices.filter(pk=notice_id)
    if url:
        notices = notices.filter(url=url)
    return notices.update(read_at=Now())


@transaction.atomic
def choose(*, by: Any, frequencies: dict[str, str], community: Any = None) -> None:
    """Set how often each kind of notice reaches this person by mail.

    Raises ValueError for a kind that is not known or cannot be chosen.
    """
    for name, frequency in frequencies.items():
        kind = kinds.get(name)
        if kind is None or not kind.choosable or frequency not in Frequency.values:
            raise ValueError(f"{name} cannot be set to {frequency}")
        Preference.objects.update_or_create(
            user=by, kind=name, community=community, defaults={"frequency": frequency}
        )
