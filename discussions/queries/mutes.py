"""Who muted a community: nothing that is said there comes by mail, and nothing of it counts as unread."""

from __future__ import annotations

from collections.abc import Iterable

from cop_portal.foundation.notifications.models import EVERYTHING, Frequency, Preference


def muted_ids(community_id: int | None, user_ids: Iterable[int]) -> set[int]:
    """Those of the people who muted the community."""
    rows = Preference.objects.filter(
        kind=EVERYTHING, community=community_id, frequency=Frequency.NEVER, user__in=user_ids
    )
    return set(rows.values_list("user_id", flat=True)) if community_id else set()
