"""What people are told about flags, hidden texts and posts that wait."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.queries import memberships
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.text import excerpt, plain
from discussions.activity import (
    CONTRIBUTION_EDITED,
    DISCUSSION_LOCKED,
    MATTER_DECIDED,
    OPENING_EDITED,
    POST_HELD,
    POST_REFUSED,
    POST_RELEASED,
    TEXT_FLAGGED,
    TEXT_HIDDEN,
    TEXT_RESTORED,
)
from discussions.enums import FlagReason, Outcome
from discussions.models import Contribution, Discussion, HeldPost, Matter
from discussions.permissions import check_read_discussion, check_read_text
from discussions.queries.followers import followers


class CareKind(NoticeKind):
    """A notice with the common letter. Their names begin alike: they outlive the text they are about."""

    template = "communities/email/notice"

    def telling(
        self, entry: ActivityEntry, community: Any, title: Any, *, url: str, detail: Any = ""
    ) -> Telling:
        return Telling(
            title=title,
            detail=detail,
            url=url,
            context={"community": community},
            # Whoever flagged or decided is not named in a letter: the facilitators speak together.
            from_name=community.name,
        )

    def matter(self, entry: ActivityEntry) -> Matter | None:
        rows = Matter.objects.filter(pk=entry.target_id or 0)
        return rows.select_related("community", "discussion", "contribution").first()

    def held(self, entry: ActivityEntry) -> HeldPost | None:
        rows = HeldPost.objects.filter(pk=entry.target_id or 0)
        return rows.select_related("community", "discussion__community", "author").first()


def _title(discussion: Discussion | None, held: HeldPost | None = None) -> str:
    title = discussion.title if discussion else held.title if held else ""
    return excerpt(title, 120)


@register
class TextFlagged(CareKind):
    name = "discussions.care_flagged"
    label = _("Somebody asks a facilitator to look at a text")
    why = _("You moderate this community.")
    verbs = (TEXT_FLAGGED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.ids_with_capability(entry.community_id or 0, Capability.MODERATE)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        matter = self.matter(entry)
        if matter is None or matter.outcome:
            return None
        return self.telling(
            entry,
            matter.community,
            _("Please look at a text in “%(title)s”") % {"title": _title(matter.discussion)},
            url=matter.get_absolute_url(),
            detail=FlagReason(entry.facts["reason"]).label,
        )


@register
class FlagAnswered(CareKind):
    """Whoever flagged hears what became of it."""

    name = "discussions.care_answered"
    label = _("What became of a text I asked a facilitator to look at")
    why = _("You asked a facilitator to look at this.")
    verbs = (MATTER_DECIDED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        matter = self.matter(entry)
        return list(matter.flags.values_list("by_id", flat=True)) if matter else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        matter = self.matter(entry)
        if matter is None or matter.discussion is None or not matter.outcome:
            return None
        outcome = Outcome(matter.outcome).label
        hidden = matter.discussion.hidden_at is not None
        there = matter.contribution or matter.discussion
        return self.telling(
            entry,
            matter.community,
            _("A facilitator has looked at what you flagged: %(outcome)s") % {"outcome": outcome},
            url=reverse("discussions", args=[matter.community.slug]) if hidden else there.get_absolute_url(),
            detail=matter.words or _("Thank you for telling them."),
        )


class _AboutText(CareKind):
    """To the author of a contribution or an opening text."""

    choosable = False
    why = _("You wrote it.")

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["author_id"]] if entry.facts.get("author_id") else []

    def text(self, entry: ActivityEntry) -> tuple[Any, Discussion] | None:
        if entry.target_type == Contribution._meta.label_lower:
            made = (
                Contribution.objects.filter(pk=entry.target_id or 0)
                .select_related("discussion__community")
                .first()
            )
            return (made, made.discussion) if made else None
        found = Discussion.objects.filter(pk=entry.target_id or 0).select_related("community").first()
        return (found, found) if found else None


@register
class TextHidden(_AboutText):
    name = "discussions.care_hidden"
    label = _("A text of mine is hidden")
    verbs = (TEXT_HIDDEN,)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        about = self.text(entry)
        if about is None:
            return None
        text, discussion = about
        return self.telling(
            entry,
            discussion.community,
            _("A facilitator has hidden what you wrote in “%(title)s”") % {"title": _title(discussion)},
            url=text.get_absolute_url(),
            detail=_(
                "%(reason)s You still read it there, can change it, and can ask to have it looked at again."
            )
            % {"reason": excerpt(_sentence(str(entry.facts.get("why", ""))), 180)},
        )


@register
class TextRestored(_AboutText):
    name = "discussions.care_restored"
    label = _("A text of mine is shown again")
    verbs = (TEXT_RESTORED,)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        about = self.text(entry)
        if about is None:
            return None
        text, discussion = about
        return self.telling(
            entry,
            discussion.community,
            _("What you wrote in “%(title)s” is shown again") % {"title": _title(discussion)},
            url=text.get_absolute_url(),
            detail=entry.facts.get("why", ""),
        )


@register
class TextChanged(_AboutText):
    """Who corrects what somebody else wrote does not do so behind their back."""

    name = "discussions.text_changed"  # it carries the text, and is taken back with it
    label = _("A facilitator changed a text of mine")
    verbs = (CONTRIBUTION_EDITED, OPENING_EDITED)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """The author, while they may read what is written there now."""
        about = self.text(entry)
        if about is None:
            return []
        authors = User.objects.active().filter(pk__in=super().recipients(entry))
        return [author.pk for author in authors if self._reads(author, *about)]

    def _reads(self, author: User, text: Any, discussion: Discussion) -> bool:
        try:
            check_read_discussion(author, discussion)
            check_read_text(author, text, discussion)
        except Denied:
            return False
        return True

    def tell(self, entry: ActivityEntry) -> Telling | None:
        about = self.text(entry)
        if about is None:
            return None
        text, discussion = about
        return self.telling(
            entry,
            discussion.community,
            _("A facilitator has changed what you wrote in “%(title)s”") % {"title": _title(discussion)},
            url=text.get_absolute_url(),
            detail=excerpt(plain(text.body_html), 200),
        )


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?", "؟", "。")) else f"{words}."


@register
class PostHeld(CareKind):
    """Those who moderate hear that a first post waits."""

    name = "discussions.care_held"
    label = _("A first post waits for a facilitator")
    why = _("You moderate this community.")
    verbs = (POST_HELD,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.ids_with_capability(entry.community_id or 0, Capability.MODERATE)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        held = self.held(entry)
        if held is None or held.state != HeldPost.State.WAITING:
            return None
        matter = Matter.objects.filter(held=held).select_related("community").first()
        return self.telling(
            entry,
            held.community,
            _("A first post of %(name)s waits: %(title)s")
            % {"name": held.author.name, "title": _title(held.discussion, held)},
            url=matter.get_absolute_url() if matter else held.get_absolute_url(),
            detail=excerpt(held.body, 200),
        )


class _ToAuthor(CareKind):
    choosable = False
    why = _("You wrote it.")

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]


@register
class PostReleased(_ToAuthor):
    name = "discussions.care_released"
    label = _("A first post of mine stands")
    verbs = (POST_RELEASED,)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        held = self.held(entry)
        if held is None:
            return None
        return self.telling(
            entry,
            held.community,
            _("What you wrote stands now: %(title)s") % {"title": _title(held.discussion, held)},
            url=held.discussion.get_absolute_url()
            if held.discussion
            else reverse("discussions", args=[held.community.slug]),
            detail=held.why or _("A facilitator has looked at it; everybody reads it from now on."),
        )


@register
class PostRefused(_ToAuthor):
    name = "discussions.care_refused"
    label = _("A first post of mine is refused")
    verbs = (POST_REFUSED,)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        held = self.held(entry)
        if held is None:
            return None
        return self.telling(
            entry,
            held.community,
            _("A facilitator did not post what you wrote: %(title)s")
            % {"title": _title(held.discussion, held)},
            url=reverse("held_posts", args=[held.community.slug]),
            detail=held.why,
        )


@register
class DiscussionLocked(CareKind):
    name = "discussions.care_locked"
    label = _("A discussion I follow is locked")
    why = _("You follow this discussion.")
    verbs = (DISCUSSION_LOCKED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return followers(entry.target_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        rows = Discussion.objects.filter(pk=entry.target_id or 0, hidden_at=None).exclude(locked_at=None)
        discussion = rows.select_related("community").first()
        if discussion is None:
            return None
        return self.telling(
            entry,
            discussion.community,
            _("A facilitator has locked “%(title)s”") % {"title": _title(discussion)},
            url=discussion.get_absolute_url(),
            detail=discussion.locked_why,
        )
