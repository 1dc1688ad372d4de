"""Who wrote something hears that it was used, in the daily letter."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt
from discussions.activity import CONTRIBUTION_USED
from discussions.models import Use
from discussions.notifications.base import DiscussionKind


@register
class ContributionUsed(DiscussionKind):
    name = "discussions.used"
    label = _("Somebody used what I wrote")
    why = _("You wrote what was used.")
    verbs = (CONTRIBUTION_USED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["author_id"]] if entry.facts.get("author_id") else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        use = (
            Use.objects.filter(
                pk=entry.target_id, contribution__withdrawn_at=None, contribution__hidden_at=None
            )
            .select_related("user", "contribution__discussion__community")
            .first()
        )
        if use is None:
            return None
        discussion = use.contribution.discussion
        return self.telling(
            entry,
            discussion,
            _("%(name)s used what you wrote in “%(title)s”")
            % {"name": use.user.name, "title": excerpt(discussion.title, 100)},
            url=use.contribution.get_absolute_url(),
            detail=use.words,
            text=use.words,
        )

    def thing(self, entry: ActivityEntry) -> int | None:
        """How the discussion reaches the author says nothing about this; a mute of the community does."""
        return None
