"""What all notices about communities share."""

from __future__ import annotations

from typing import Any

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling


class CommunityKind(NoticeKind):
    """A notice with the common letter; `telling` fills it."""

    template = "communities/email/notice"

    def community(self, entry: ActivityEntry) -> Community | None:
        return Community.objects.filter(pk=entry.community_id).first()

    def telling(
        self,
        entry: ActivityEntry,
        community: Community,
        title: Any,
        *,
        url: str = "",
        detail: Any = "",
        reply_kind: str = "",
        reply_target: int | None = None,
        answer_hint: Any = "",
    ) -> Telling:
        """answer_hint says in the letter what to write, where it can be answered by reply_kind."""
        return Telling(
            title=title,
            detail=detail,
            url=url or community.get_absolute_url(),
            context={"community": community, "answer_hint": answer_hint},
            reply_kind=reply_kind,
            reply_target=reply_target,
            from_name=entry.actor.name if entry.actor else community.name,
        )
