"""What people are told about discussions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.notifications.passings import PassedKind
from communities.queries import memberships
from communities.queries.memberships import readers_q
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.wording import in_letter
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt, plain
from discussions.activity import (
    ANSWER_ACCEPTED,
    CONTRIBUTION_ADDED,
    DISCUSSION_OPENED,
    DISCUSSION_PASSED,
    DISCUSSION_STARTED,
    DISCUSSION_TURNED,
    SUMMARY_PINNED,
    SYNTHESIS_PUBLISHED,
)
from discussions.models import Contribution, Follow, Passing, Summary, Synthesis
from discussions.notifications.base import DiscussionKind
from discussions.queries import invited
from discussions.queries.followers import followers


def _files(contribution: Contribution) -> str:
    """What came along, with its address: in a letter there is nothing else to press."""
    lines = [
        f"{file.name} ({filesizeformat(file.size)}): {settings.PORTAL_URL}{reverse('attachment', args=[file.pk])}"
        for file in contribution.attachments.order_by("pk")
    ]
    return "\n\n" + "\n".join(lines) if lines else ""


def _synthesis(synthesis: Synthesis) -> str:
    """What a discussion came to: in short, what follows from it, and by theme."""
    conclusions = in_letter(synthesis.conclusions_html)
    if conclusions:
        conclusions = f"{_('Conclusions and recommendations')}\n\n{conclusions}"
    parts = [synthesis.in_short, conclusions, in_letter(synthesis.body_html)]
    return "\n\n".join(part for part in parts if part)


@register
class ContributionAdded(DiscussionKind):
    """Followers read a contribution in their mail and can answer it there."""

    name = "discussions.contribution"
    of_followers = True
    label = _("A contribution to a discussion I follow")
    why = _("You follow this discussion. Your answer to this letter is posted there under your name.")
    verbs = (CONTRIBUTION_ADDED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return followers(entry.facts["discussion_id"])

    def tell(self, entry: ActivityEntry) -> Telling | None:
        contribution = (
            Contribution.objects.standing()
            .filter(pk=entry.target_id, discussion__hidden_at=None)
            .select_related("discussion__community", "author")
            # Whoever hides it waits until these notices are there to be taken back.
            .select_for_update(no_key=True, of=("self",))
            .first()
        )
        if contribution is None:
            return None
        discussion = contribution.discussion
        return self.telling(
            entry,
            discussion,
            _("%(name)s in “%(title)s”")
            % {"name": contribution.author.name if contribution.author else "–", "title": discussion.title},
            url=contribution.get_absolute_url(),
            detail=excerpt(plain(contribution.body_html), 200),
            text=in_letter(contribution.body_html) + _files(contribution),
        )


@register
class DiscussionStarted(DiscussionKind):
    """Members hear of a new conversation or question; those who answer questions, at once."""

    name = "discussions.started"
    label = _("A new conversation or question in my communities")
    why = _("You are a member of this community.")
    verbs = (DISCUSSION_STARTED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """All members; who asked without a name is nobody's actor, and follows already.

        Where it was moved since, those of them who may read it there.
        """
        members = memberships.member_ids(entry.community_id or 0)
        discussion = self.discussion(entry.target_id)
        if discussion is not None and discussion.community_id != entry.community_id:
            there = User.objects.filter(readers_q(discussion.community), pk__in=list(members))
            members = list(there.values_list("pk", flat=True))
        if discussion is None or not discussion.is_unnamed:
            return members
        follow = set(Follow.objects.filter(discussion=discussion).values_list("user_id", flat=True))
        return [pk for pk in members if pk not in follow]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.discussion(entry.target_id, held=True)
        if discussion is None or (discussion.author is None and not discussion.is_unnamed):
            return None
        if discussion.community_id != entry.community_id:
            return None  # moved before anybody was told; of the move people hear where it is now
        name = discussion.author.name if discussion.author else _("A member")
        pattern = (
            _("%(name)s asks: %(title)s")
            if entry.facts.get("kind") == "question"
            else _("%(name)s: %(title)s")
        )
        return self.telling(
            entry,
            discussion,
            pattern % {"name": name, "title": discussion.title},
            detail=excerpt(plain(discussion.body_html), 200),
            text=in_letter(discussion.body_html),
        )


@register
class DiscussionPassed(PassedKind):
    """What was passed on as such; nobody follows the passing."""

    name = "discussions.passed"
    label = _("A discussion is passed on to my communities")
    verbs = (DISCUSSION_PASSED,)

    def passing(self, entry: ActivityEntry) -> Passing | None:
        return (
            Passing.objects.filter(pk=entry.target_id, discussion__hidden_at=None)
            .select_related("discussion__community", "to_community")
            .first()
        )

    def about(self, passing: Any) -> Any:
        return passing.discussion

    def in_short(self, thing: Any) -> Any:
        return excerpt(plain(thing.body_html), 200)


@register
class DiscussionOpened(DiscussionKind):
    name = "discussions.opened"
    label = _("A facilitated discussion opens in my communities")
    why = _("You are a member of this community. Your answer to this letter is posted in the discussion.")
    verbs = (DISCUSSION_OPENED, DISCUSSION_TURNED)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """All members; who is asked to speak gets that letter instead."""
        asked = set(invited.told_ids(entry.target_id))
        return [pk for pk in memberships.member_ids(entry.community_id or 0) if pk not in asked]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.discussion(entry.target_id)
        if discussion is None:
            return None
        questions = [f"{question.number}. {question.text}" for question in discussion.guiding_questions.all()]
        return self.telling(
            entry,
            discussion,
            _("Now open: %(title)s") % {"title": discussion.title},
            detail=excerpt(plain(discussion.body_html), 200),
            text="\n\n".join([in_letter(discussion.body_html), *questions]),
        )


@register
class SummaryPinned(DiscussionKind):
    name = "discussions.summary"
    of_followers = True
    label = _("A summary of a discussion I follow")
    why = _("You follow this discussion.")
    verbs = (SUMMARY_PINNED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return followers(entry.facts["discussion_id"])

    def tell(self, entry: ActivityEntry) -> Telling | None:
        summary = (
            Summary.objects.filter(pk=entry.target_id, discussion__hidden_at=None)
            .select_related("discussion__community")
            .first()
        )
        if summary is None:
            return None
        return self.telling(
            entry,
            summary.discussion,
            _("Summary %(number)s: %(title)s")
            % {"number": summary.number, "title": summary.discussion.title},
            detail=excerpt(in_letter(summary.body_html), 200),
            text=in_letter(summary.body_html),
        )


@register
class SynthesisPublished(DiscussionKind):
    name = "discussions.synthesis"
    label = _("A synthesis in my communities")
    why = _("You are a member of this community.")
    verbs = (SYNTHESIS_PUBLISHED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        synthesis = (
            Synthesis.objects.filter(pk=entry.target_id, discussion__hidden_at=None)
            .select_related("discussion__community")
            .first()
        )
        if synthesis is None:
            return None
        return self.telling(
            entry,
            synthesis.discussion,
            _("Concluded: %(title)s") % {"title": synthesis.discussion.title},
            detail=excerpt(synthesis.in_short, 250),
            text=_synthesis(synthesis),
        )


@register
class AnswerAccepted(DiscussionKind):
    name = "discussions.answer_accepted"
    of_followers = True
    label = _("My answer is accepted")
    why = _("You answered this question.")
    verbs = (ANSWER_ACCEPTED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["author_id"]] if entry.facts.get("author_id") else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.discussion(entry.facts["discussion_id"])
        if discussion is None or discussion.answer_id != entry.target_id:  # taken back since
            return None
        return self.telling(
            entry, discussion, _("Your answer to “%(title)s” helped") % {"title": discussion.title}
        )
