"""Who follows a discussion hears once where it went."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from communities.queries.memberships import readers_q
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt
from discussions.activity import DISCUSSION_MOVED, DISCUSSION_SPLIT, DISCUSSIONS_MERGED
from discussions.enums import FollowFrequency, MoveKind
from discussions.models import Follow, Move
from discussions.notifications.base import DiscussionKind

_TITLES = {
    MoveKind.MOVED: _("“%(title)s” stands in %(community)s now"),
    MoveKind.SPLIT: _("A part of “%(title)s” goes on as “%(into)s”"),
    MoveKind.MERGED: _("“%(title)s” goes on in “%(into)s”"),
}


@register
class DiscussionPutElsewhere(DiscussionKind):
    """One click stops what it is told for: the discussion."""

    name = "discussions.put_elsewhere"
    of_followers = True
    label = _("A discussion I follow was moved, split or merged")
    why = _("You follow this discussion.")
    verbs = (DISCUSSION_MOVED, DISCUSSION_SPLIT, DISCUSSIONS_MERGED)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """Followers who may read where it stands now, and did not mute it."""
        move = self._move(entry)
        if move is None:
            return []
        follow = Follow.objects.filter(discussion=move.discussion).exclude(frequency=FollowFrequency.NEVER)
        readers = User.objects.filter(readers_q((move.into or move.discussion).community))
        return follow.filter(user__in=readers.values("pk")).values_list("user_id", flat=True)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        move = self._move(entry)
        if move is None:
            return None
        place = move.into or move.discussion
        title = _TITLES[MoveKind(move.kind)] % {
            "title": excerpt(move.discussion.title, 90),
            "community": place.community.name,
            "into": excerpt(place.title, 90),
        }
        return self.telling(entry, place, title, detail=move.reason, text=move.reason)

    def thing(self, entry: ActivityEntry) -> int | None:
        """One word about it in the daily letter, however each contribution arrives; none to who muted it all."""
        return None

    def _move(self, entry: ActivityEntry) -> Move | None:
        return (
            Move.objects.filter(pk=entry.target_id, discussion__hidden_at=None)
            .exclude(into__hidden_at__isnull=False)
            .select_related("discussion__community", "into__community")
            .first()
        )
