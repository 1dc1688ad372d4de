"""What contributors are asked about a draft, and what who asked hears back."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.text import excerpt
from discussions.activity import CONTRIBUTORS_ASKED, REPRESENTATION_ANSWERED
from discussions.enums import REPRESENTATION_KIND, Represented
from discussions.models import Representation
from discussions.notifications.base import DiscussionKind


@register
class ContributorsAsked(DiscussionKind):
    """Each contributor is asked; their answer to the letter counts like one on the page."""

    name = "discussions.represented"
    template = "discussions/email/asked"
    label = _("Whether the draft of a synthesis represents me well")
    why = _("You contributed to this discussion.")
    verbs = (CONTRIBUTORS_ASKED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return entry.facts.get("user_ids", [])

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.discussion(entry.facts["discussion_id"])
        if discussion is None:
            return None
        telling = self.telling(
            entry,
            discussion,
            _("Does the draft of “%(title)s” represent you well?")
            % {"title": excerpt(discussion.title, 120)},
            url=reverse("representation", args=[discussion.community.slug, discussion.pk]),
            detail=_("Read the draft with your words marked, and confirm it or say what to correct."),
        )
        telling.reply_kind, telling.reply_target = REPRESENTATION_KIND, entry.target_id
        return telling

    def thing(self, entry: ActivityEntry) -> int | None:
        return None


@register
class Corrected(DiscussionKind):
    """Whoever asked hears of a correction at once; who confirmed is seen on the page."""

    name = "discussions.corrected"
    template = "communities/email/notice"
    label = _("A contributor corrects a draft I asked about")
    why = _("You asked contributors whether the draft represents them well.")
    verbs = (REPRESENTATION_ANSWERED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        discussion = self.discussion(entry.facts["discussion_id"])
        row = self._row(entry)
        return [pk for pk in (discussion and discussion.facilitator_id, row and row.asked_by_id) if pk]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion, row = self.discussion(entry.facts["discussion_id"]), self._row(entry)
        if discussion is None or row is None or row.answer != Represented.CORRECTED:
            return None
        return Telling(
            title=_("%(name)s corrects the draft of “%(title)s”")
            % {"name": row.user.name, "title": excerpt(discussion.title, 120)},
            detail=excerpt(row.words, 250),
            url=reverse("representations", args=[discussion.community.slug, discussion.pk]),
            context={"community": discussion.community},
            from_name=row.user.name,
        )

    def thing(self, entry: ActivityEntry) -> int | None:
        return None

    def _row(self, entry: ActivityEntry) -> Representation | None:
        return (
            Representation.objects.filter(
                synthesis=entry.target_id, user=entry.actor_id, revision=entry.facts["revision"]
            )
            .select_related("user")
            .first()
        )
