"""What the notices of this storey have in common: they lead to a discussion and can be answered."""

from __future__ import annotations

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling
from discussions import lists
from discussions.enums import REPLY_KIND
from discussions.models import Discussion, Follow


class DiscussionKind(NoticeKind):
    """A notice about one discussion: answers by mail are posted there, its choice of letters goes first."""

    template = "discussions/email/notice"

    def discussion(self, pk: int | None) -> Discussion | None:
        """The discussion, or none where it is gone or hidden: then nobody is told of it."""
        rows = Discussion.objects.filter(pk=pk, hidden_at=None)
        return rows.select_related("community", "author", "facilitator").first()

    def telling(
        self, entry: ActivityEntry, discussion: Discussion, title, *, url: str = "", detail="", text: str = ""
    ) -> Telling:
        return Telling(
            title=title,
            detail=detail,
            url=url or discussion.get_absolute_url(),
            context={"discussion": discussion, "community": discussion.community, "text": text},
            from_name=entry.actor.name if entry.actor else discussion.community.name,
            list_kind=lists.KIND,
            list_ref=discussion.pk,
            list_id=lists.list_id(discussion),
            reply_kind=REPLY_KIND,
            reply_target=discussion.pk,
            thread=discussion.mail_thread,
        )

    def frequencies(self, entry: ActivityEntry, user_ids: list[int]) -> dict[int, str]:
        discussion_id = entry.facts.get("discussion_id", entry.target_id)
        return dict(
            Follow.objects.filter(discussion_id=discussion_id, user_id__in=user_ids).values_list(
                "user_id", "frequency"
            )
        )
