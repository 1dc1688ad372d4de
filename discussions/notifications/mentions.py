"""Who is named in a text hears of it, as far as they may read it at that moment."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from communities.queries import memberships
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.wording import in_letter
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.permissions import can
from cop_portal.foundation.text import excerpt, plain
from discussions.activity import CONTRIBUTION_ADDED, DISCUSSION_STARTED, MENTIONED, OPENING_EDITED
from discussions.enums import FollowFrequency
from discussions.models import Contribution, Discussion, Mention
from discussions.notifications.base import DiscussionKind
from discussions.permissions import check_read_discussion

OF_OPENINGS = (DISCUSSION_STARTED.name, OPENING_EDITED.name)


@register
class Mentioned(DiscussionKind):
    """Before the notice that followers get: an entry tells each person once."""

    name = "discussions.mentioned"
    label = _("You are mentioned")
    why = _("Somebody named you in this discussion.")
    verbs = (CONTRIBUTION_ADDED, DISCUSSION_STARTED, MENTIONED, OPENING_EDITED)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        rows = self._rows(entry)
        people = User.objects.active().filter(pk__in=rows.values("user")) if rows.exists() else ()
        _contribution, discussion = self._text(entry)
        if discussion is None:
            return []
        return [user.pk for user in people if can(check_read_discussion, user, discussion)]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        contribution, discussion = self._text(entry)
        if discussion is None:
            return None
        author = entry.actor
        pattern = _("%(name)s mentions you in “%(title)s”")
        telling = self.telling(
            entry,
            discussion,
            pattern
            % {"name": author.name if author else _("A member"), "title": excerpt(discussion.title, 100)},
            url=contribution.get_absolute_url() if contribution else "",
            detail=excerpt(plain(contribution.body_html if contribution else discussion.body_html), 200),
            text=in_letter(contribution.body_html if contribution else discussion.body_html),
        )
        # Only members can answer by mail; where somebody named is none, the letter does not offer it.
        members = set(memberships.member_ids(entry.community_id or 0))
        if not set(self._rows(entry).values_list("user_id", flat=True)) <= members:
            telling.reply_kind = ""
        return telling

    def chosen(self, things: list[int], user_ids: list[int]) -> Iterable[tuple[int, int, str]]:
        """Who follows at once gets it at once; who muted the discussion gets no letter."""
        rows = super().chosen(things, user_ids)
        return [row for row in rows if row[2] in (FollowFrequency.INSTANT, FollowFrequency.NEVER)]

    def _rows(self, entry: ActivityEntry):
        if entry.verb in OF_OPENINGS:
            rows = Mention.objects.filter(discussion=entry.target_id, contribution=None)
            if entry.verb == OPENING_EDITED.name:
                return rows.filter(user__in=entry.facts["user_ids"])
            return rows.filter(by_edit=False)
        rows = Mention.objects.filter(contribution=entry.target_id)
        if entry.verb == MENTIONED.name:
            return rows.filter(user__in=entry.facts["user_ids"])
        return rows.filter(by_edit=False)

    def _text(self, entry: ActivityEntry) -> tuple[Contribution | None, Discussion | None]:
        """What was written, if it still stands."""
        if entry.verb in OF_OPENINGS:
            return None, self.discussion(entry.target_id)
        contribution = (
            Contribution.objects.filter(pk=entry.target_id, withdrawn_at=None, hidden_at=None)
            .select_related("discussion__community", "author")
            .first()
        )
        return contribution, contribution.discussion if contribution else None
