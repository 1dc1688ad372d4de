"""How a person wants to hear of something: the nearest choice goes first.

For the thing itself (a discussion), for the kind in this community, for all of this community, for
the kind everywhere, for everything; where nobody chose, as the kind proposes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications import kinds
from cop_portal.foundation.notifications.models import EVERYTHING, GATHERED, Frequency, Preference

Chosen = Mapping[tuple[str, int | None], str]  # by kind and community


def nearest(kind: kinds.NoticeKind, community_id: int | None, chosen: Chosen, own: str = "") -> str:
    """The choice that holds; own is the one for the thing itself."""
    if not kind.choosable:
        return str(kind.default)
    places: list[int | None] = [community_id, None] if community_id else [None]
    for place in places:
        for name in (kind.name, EVERYTHING):
            own = own or chosen.get((name, place), "")
    return own or str(kind.default)


def for_people(kind: kinds.NoticeKind, entry: ActivityEntry, user_ids: list[int]) -> dict[int, str]:
    """How each of these people wants to hear of one entry."""
    if not kind.choosable:
        return dict.fromkeys(user_ids, str(kind.default))
    rows = Preference.objects.filter(user_id__in=user_ids, kind__in=[kind.name, EVERYTHING])
    rows = rows.filter(Q(community=None) | Q(community=entry.community_id))
    chosen: dict[int, dict[tuple[str, int | None], str]] = defaultdict(dict)
    for user_id, name, community_id, frequency in rows.values_list(
        "user_id", "kind", "community_id", "frequency"
    ):
        chosen[user_id][name, community_id] = frequency
    thing = kind.thing(entry)
    own = (
        {user_id: frequency for _thing, user_id, frequency in kind.chosen([thing], user_ids)} if thing else {}
    )
    wanted = {
        user_id: nearest(kind, entry.community_id, chosen.get(user_id, {}), own.get(user_id, ""))
        for user_id in user_ids
    }
    if kind.urgent(entry):
        wanted = {pk: Frequency.INSTANT.value if how in GATHERED else how for pk, how in wanted.items()}
    return wanted


def of_person(user: Any) -> dict[tuple[str, int | None], str]:
    """All that a person chose, by kind and community."""
    rows = Preference.objects.filter(user=user)
    return {
        (name, place): frequency
        for name, place, frequency in rows.values_list("kind", "community_id", "frequency")
    }


def for_entries(
    user: Any, told: Iterable[tuple[kinds.NoticeKind, ActivityEntry]], chosen: Chosen
) -> dict[int, str]:
    """How one person wants to hear of each of these entries, by the entry's id.

    One statement for each kind that has things of its own, however many entries there are.
    """
    by_kind: dict[kinds.NoticeKind, list[ActivityEntry]] = defaultdict(list)
    for kind, entry in told:
        by_kind[kind].append(entry)
    found: dict[int, str] = {}
    for kind, entries in by_kind.items():
        things = {entry.pk: kind.thing(entry) for entry in entries} if kind.choosable else {}
        ids = sorted({thing for thing in things.values() if thing})
        own = {thing: frequency for thing, _user, frequency in kind.chosen(ids, [user.pk])} if ids else {}
        for entry in entries:
            how = nearest(kind, entry.community_id, chosen, own.get(things.get(entry.pk) or 0, ""))
            urgent = how in GATHERED and kind.choosable and kind.urgent(entry)
            found[entry.pk] = Frequency.INSTANT.value if urgent else how
    return found
