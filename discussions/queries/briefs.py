"""Earlier briefs of a community, to start from."""

from __future__ import annotations

from typing import Any

from communities.models import Community
from discussions.models import Discussion
from discussions.models.discussions import DiscussionQuerySet

MOST = 20


def _of(user: Any, community: Community) -> DiscussionQuerySet:
    return Discussion.objects.visible_to(user).facilitated().filter(community=community)


def earlier_ones(user: Any, community: Community) -> list[Discussion]:
    """Facilitated discussions of this community, the newest first."""
    return list(_of(user, community).order_by("-created_at", "-pk")[:MOST])


def earlier(user: Any, community: Community, key: str) -> Discussion | None:
    """The one with this key, if the person may read it and it belongs here."""
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        return None
    return _of(user, community).filter(pk=int(key)).first()
