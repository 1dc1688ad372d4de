"""Muting a community: a choice for all kinds of notice there."""

from __future__ import annotations

from typing import Any

from communities.models import Community
from communities.permissions import check_read
from cop_portal.foundation.notifications.actions import sort_anew
from cop_portal.foundation.notifications.models import EVERYTHING, Frequency, Preference


def mute(*, community: Community, by: Any) -> None:
    """No letter about what is said here, except on discussions that the person chose to follow."""
    check_read(by, community)
    Preference.objects.update_or_create(
        user=by, kind=EVERYTHING, community=community, defaults={"frequency": Frequency.NEVER}
    )
    sort_anew(user=by)


def unmute(*, community: Community, by: Any) -> None:
    Preference.objects.filter(
        user=by, kind=EVERYTHING, community=community, frequency=Frequency.NEVER
    ).delete()
    sort_anew(user=by)
