"""What the notices of this storey have in common: they lead to a discussion and can be answered."""

from __future__ import annotations

from collections.abc import Iterable

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling
from discussions import lists
from discussions.enums import REPLY_KIND, FollowFrequency
from discussions.models import Discussion, Follow


class DiscussionKind(NoticeKind):
    """A notice about one discussion: answers by mail are posted there, its choice of letters goes first."""

    template = "discussions/email/notice"
    # Whether its letters belong to the discussion's own list, so that one click stops the discussion;
    # those to all members belong to the list of their kind.
    of_followers = False

    def discussion(self, pk: int | None, *, held: bool = False) -> Discussion | None:
        """The discussion, or none where it is gone or hidden: then nobody is told of it.

        held: whoever hides or moves it waits until these notices are there to be taken back.
        """
        rows = Discussion.objects.filter(pk=pk, hidden_at=None)
        if held:
            rows = rows.select_for_update(no_key=True, of=("self",))
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
            list_kind=lists.KIND if self.of_followers else "",
            list_ref=discussion.pk if self.of_followers else None,
            list_id=lists.list_id(discussion) if self.of_followers else "",
            reply_kind=REPLY_KIND,
            reply_target=discussion.pk,
            thread=discussion.mail_thread,
        )

    def thing(self, entry: ActivityEntry) -> int | None:
        return entry.facts.get("discussion_id", entry.target_id)

    def chosen(self, things: list[int], user_ids: list[int]) -> Iterable[tuple[int, int, str]]:
        """What was chosen for a discussion. Who follows only because they spoke chose nothing."""
        rows = Follow.objects.filter(discussion_id__in=things, user_id__in=user_ids)
        rows = rows.exclude(chosen=False, frequency=FollowFrequency.INSTANT)
        return rows.values_list("discussion_id", "user_id", "frequency")
