"""Where a synthesis can be sent, and where it went."""

from __future__ import annotations

from typing import Any

from communities.enums import MembershipState
from communities.models import Community
from discussions.models import Discussion, Dissemination


def went_to(user: Any, discussion: Discussion) -> list[Dissemination]:
    """The list of where it went, oldest first."""
    rows = Dissemination.objects.visible_to(user).filter(discussion=discussion)
    return list(rows.select_related("by", "started__community", "to_community"))


def to_tell(user: Any, discussion: Discussion) -> list[Community]:
    """Other communities the person may write in, and that were not told yet."""
    told = discussion.disseminations.exclude(to_community=None).values("to_community")
    mine = Community.objects.alive().filter(memberships__user=user, memberships__state=MembershipState.ACTIVE)
    return list(mine.exclude(pk=discussion.community_id).exclude(pk__in=told).order_by("name")[:200])
