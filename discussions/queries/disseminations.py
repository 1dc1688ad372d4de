"""Where a synthesis can be sent, and where it went."""

from __future__ import annotations

from typing import Any

from communities.enums import MembershipState
from communities.models import Community
from cop_portal.foundation.mail.queries import states_by_key
from discussions.models import Discussion, Dissemination


def went_to(user: Any, discussion: Discussion) -> list[Dissemination]:
    """The list of where it went, oldest first."""
    rows = Dissemination.objects.visible_to(user).filter(discussion=discussion)
    return list(rows.select_related("by", "started__community", "to_community"))


def with_mail_states(rows: list[Dissemination]) -> list[tuple[Dissemination, str]]:
    """Each line with what became of its mail, in words; empty where the portal mailed nothing."""
    states = states_by_key(row.mail_key for row in rows if row.address)
    return [(row, states.get(row.mail_key, "") if row.address else "") for row in rows]


def to_tell(user: Any, discussion: Discussion) -> list[Community]:
    """Other communities the person may write in, and that were not told yet."""
    told = discussion.disseminations.exclude(to_community=None).values("to_community")
    mine = Community.objects.alive().filter(memberships__user=user, memberships__state=MembershipState.ACTIVE)
    return list(mine.exclude(pk=discussion.community_id).exclude(pk__in=told).order_by("name")[:200])
