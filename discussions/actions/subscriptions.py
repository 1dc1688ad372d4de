"""How a discussion reaches a person."""

from __future__ import annotations

from typing import Any

from cop_portal.foundation.notifications.actions import sort_anew
from discussions.enums import FollowFrequency
from discussions.models import Discussion, Follow
from discussions.permissions import check_read_discussion


def follow(*, discussion: Discussion, by: Any, frequency: str) -> Follow:
    """Choose how a discussion reaches this person. Raises Denied or ValueError."""
    check_read_discussion(by, discussion)
    if frequency not in FollowFrequency.values:
        raise ValueError(frequency)
    row, _new = Follow.objects.update_or_create(
        user=by, discussion=discussion, defaults={"frequency": frequency, "chosen": True}
    )
    sort_anew(user=by)
    return row


def follow_by_default(*, discussion_id: int, user_id: int) -> None:
    """Who takes part follows, unless they chose otherwise."""
    Follow.objects.get_or_create(
        user_id=user_id, discussion_id=discussion_id, defaults={"frequency": FollowFrequency.INSTANT}
    )


def stop(*, discussion_id: int, user: Any) -> None:
    """By the link in a letter: nothing more of this discussion."""
    Follow.objects.update_or_create(
        user=user,
        discussion_id=discussion_id,
        defaults={"frequency": FollowFrequency.NEVER, "chosen": True},
    )
    sort_anew(user=user)
