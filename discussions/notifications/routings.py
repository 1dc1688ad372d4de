"""What people are told about questions that are put to them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.wording import in_letter
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.text import excerpt, plain
from discussions.activity import QUESTION_ROUTED, ROUTING_DECLINED, ROUTING_REMINDED
from discussions.models import Routing
from discussions.notifications.base import DiscussionKind


class _RoutingKind(DiscussionKind):
    def routing(self, entry: ActivityEntry) -> Routing | None:
        return (
            Routing.objects.filter(pk=entry.target_id, discussion__hidden_at=None)
            .select_related("discussion__community", "to", "by")
            .first()
        )

    def thing(self, entry: ActivityEntry) -> int | None:
        return None  # who does not follow a discussion can be asked in it all the same


@register
class QuestionRouted(_RoutingKind):
    """An expert reads the question in the mail, with why it comes to them, and can answer there."""

    name = "discussions.routed"
    label = _("A question is put to me")
    why = _(
        "The question is about a subject you are named for, or a colleague thinks that you know. Your "
        "answer to this letter is posted under your name; on the page you can say whom to ask instead."
    )
    verbs = (QUESTION_ROUTED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.routing(entry)
        if row is None:
            return None
        title = (
            _("%(name)s puts a question to you: %(title)s")
            % {"name": row.by.name, "title": row.discussion.title}
            if row.by
            else _("A question for you: %(title)s") % {"title": row.discussion.title}
        )
        words = [row.words] if row.words else []
        return self.telling(
            entry,
            row.discussion,
            title,
            detail=row.words or excerpt(plain(row.discussion.body_html), 200),
            text="\n\n".join([*words, in_letter(row.discussion.body_html)]),
        )


@register
class RoutingDeclined(_RoutingKind):
    """Those who facilitate hear that a question needs somebody else; a passed one needs no word."""

    name = "discussions.routing_declined"
    label = _("Somebody cannot answer a question that was put to them")
    why = _("You facilitate this community.")
    verbs = (ROUTING_DECLINED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        if entry.facts["passed_to_id"]:
            return []
        return memberships.ids_with_capability(entry.community_id or 0, Capability.MODERATE)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.routing(entry)
        if row is None:
            return None
        return self.telling(
            entry,
            row.discussion,
            _("%(name)s cannot answer “%(title)s”") % {"name": row.to.name, "title": row.discussion.title},
            detail=row.answer_words or _("Somebody else should be asked."),
        )


@register
class RoutingReminded(_RoutingKind):
    """After three days the person, after seven those who facilitate."""

    name = "discussions.routing_reminded"
    label = _("A question that was put to somebody waits for days")
    why = _("It was put to you, or you facilitate this community.")
    verbs = (ROUTING_REMINDED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        if entry.facts["level"] == 1:
            return [entry.facts["user_id"]]
        ids = memberships.ids_with_capability(entry.community_id or 0, Capability.MODERATE)
        return [pk for pk in ids if pk != entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = self.routing(entry)
        if row is None:
            return None
        if entry.facts["level"] == 1:
            return self.telling(
                entry,
                row.discussion,
                _("It still waits for you: %(title)s") % {"title": row.discussion.title},
                detail=_("Answer in two sentences, or say whom to ask instead."),
                text=in_letter(row.discussion.body_html),
            )
        return self.telling(
            entry,
            row.discussion,
            _("No answer for a week: %(title)s") % {"title": row.discussion.title},
            detail=_("%(name)s was asked. Somebody else may know.") % {"name": row.to.name},
        )
