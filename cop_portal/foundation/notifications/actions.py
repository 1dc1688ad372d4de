"""What people do with notices."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from cop_portal.foundation.notifications import choices, kinds
from cop_portal.foundation.notifications.models import (
    EVERYTHING,
    GATHERED,
    Frequency,
    Notice,
    Preference,
    Timing,
)


def mark_read(
    *, by: Any, notice_id: int | None = None, url: str = "", urls: Iterable[str] | None = None
) -> int:
    """Mark one notice, or all that lead to a page or to one of several places, or all, as read.

    Returns how many.
    """
    notices = Notice.objects.filter(user=by, read_at=None)
    if notice_id is not None:
        notices = notices.filter(pk=notice_id)
    if url:
        notices = notices.filter(url=url)
    if urls is not None:
        notices = notices.filter(url__in=list(urls))
    return notices.update(read_at=Now())


@transaction.atomic
def choose(*, by: Any, frequencies: dict[str, str], community: Any = None) -> None:
    """Set how often each kind of notice reaches this person by mail; without a word, as elsewhere.

    Raises ValueError for a kind that is not known or cannot be chosen.
    """
    held, place = choices.of_person(by), community.pk if community else None
    for name, frequency in frequencies.items():
        kind = kinds.get(name)
        known = name == EVERYTHING or (kind is not None and kind.choosable)
        if not known or (frequency and frequency not in Frequency.values):
            raise ValueError(f"{name} cannot be set to {frequency}")
        if held.get((name, place), "") == frequency:
            continue
        if frequency:
            Preference.objects.update_or_create(
                user=by, kind=name, community=community, defaults={"frequency": frequency}
            )
        else:
            Preference.objects.filter(user=by, kind=name, community=community).delete()
    sort_anew(user=by)


def set_timing(
    *, by: Any, quiet_from: datetime.time | None, quiet_until: datetime.time | None, weekday: int
) -> None:
    """Set the hours without mail and the day of the weekly letter. The two hours go together."""
    if (quiet_from is None) != (quiet_until is None) or (quiet_from and quiet_from == quiet_until):
        raise ValueError("quiet hours begin and end, at different times")
    Timing.objects.update_or_create(
        user=by, defaults={"quiet_from": quiet_from, "quiet_until": quiet_until, "weekday": weekday}
    )


def sort_anew(*, user: Any) -> int:
    """After a change of choices: what waits for a letter waits for the one that is wanted now, or none.

    What is wanted at once from now on still comes with the letter it waits for. Returns how many moved.
    """
    waiting = Notice.objects.filter(user=user, mailed_at=None, frequency__in=GATHERED)
    told = [
        (notice, kind)
        for notice in waiting.select_related("entry")
        if (kind := kinds.get(notice.kind)) is not None
    ]
    wanted = choices.for_entries(
        user, [(kind, notice.entry) for notice, kind in told], choices.of_person(user)
    )
    moves: dict[str, list[int]] = defaultdict(list)
    for notice, _kind in told:
        frequency = wanted[notice.entry_id]
        if frequency not in (notice.frequency, Frequency.INSTANT):
            moves[frequency].append(notice.pk)
    for frequency, ids in moves.items():
        Notice.objects.filter(pk__in=ids, mailed_at=None).update(frequency=frequency)
    return sum(len(ids) for ids in moves.values())


def take_back(*, kind: str, target_type: str, target_id: int) -> int:
    """What was told of a thing that is not to be told any more, as far as it was not read or mailed."""
    notices = Notice.objects.filter(
        kind=kind, entry__target_type=target_type, entry__target_id=target_id, read_at=None
    )
    return notices.delete()[0]


def lead_elsewhere(*, entries: Iterable[int], addresses: Mapping[str, str], community_id: int) -> int:
    """What these entries told of stands at other addresses now: their notices lead there, and are read there.

    addresses: the new one of each old one; community_id: where it stands now, for who leaves it loses its notices.
    Returns how many were changed, in one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_notice SET url = known.new, community_id = %s"
            " FROM unnest(%s::text[], %s::text[]) AS known (old, new)"
            " WHERE notifications_notice.url = known.old AND entry_id = ANY(%s)",
            [community_id, list(addresses), list(addresses.values()), list(entries)],
        )
        return cursor.rowcount
