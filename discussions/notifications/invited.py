"""What those hear who are asked to speak in a facilitated discussion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.wording import in_letter
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.text import excerpt
from cop_portal.foundation.ui.times import day_text
from discussions import lists
from discussions.activity import INVITED_REMINDED, PEOPLE_ASKED
from discussions.enums import Phase
from discussions.models import Discussion
from discussions.notifications.base import DiscussionKind
from discussions.queries import invited


def _brief(discussion: Discussion) -> str:
    """The reason and the guiding questions, as a letter shows them."""
    questions = [f"{question.number}. {question.text}" for question in discussion.guiding_questions.all()]
    return "\n\n".join([in_letter(discussion.body_html), *questions])


def _until(discussion: Discussion) -> str:
    names = {"day": day_text(discussion.closes_on) if discussion.closes_on else "–"}
    if discussion.facilitator is None:
        return _("Contributions until %(day)s.") % names
    return _("%(name)s asks you; contributions until %(day)s.") % {
        **names,
        "name": discussion.facilitator.name,
    }


class _InvitedKind(DiscussionKind):
    def open_discussion(self, entry: ActivityEntry) -> Discussion | None:
        found = self.discussion(entry.target_id)
        return found if found is not None and found.phase == Phase.CONTRIBUTIONS else None

    def stops(self, entry: ActivityEntry) -> tuple[str, int] | None:
        """Both letters are about one discussion: who stops the one is not reminded by the other."""
        return (lists.KIND, entry.target_id) if entry.target_id else None


@register
class AskedToSpeak(_InvitedKind):
    """Whoever is asked hears it when the discussion opens, or when they are asked in an open one."""

    name = "discussions.asked"
    label = gettext_lazy("I am asked to speak in a discussion")
    why = gettext_lazy("The facilitator asks you by name. Your answer to this letter is posted there.")
    verbs = (PEOPLE_ASKED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return invited.still_asked(entry.target_id or 0, entry.facts["user_ids"])

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.open_discussion(entry)
        if discussion is None:
            return None
        title: Any = _("You are asked to contribute: %(title)s") % {"title": discussion.title}
        text = "\n\n".join([_until(discussion), _brief(discussion)])
        return self.telling(entry, discussion, title, detail=excerpt(_until(discussion), 200), text=text)


@register
class InvitedReminded(_InvitedKind):
    """Who is asked and silent is reminded; who spoke, muted it or left since then is not."""

    name = "discussions.asked_reminder"
    label = gettext_lazy("A reminder that I am asked to speak")
    why = gettext_lazy("The facilitator asked you by name, and you have not spoken yet.")
    verbs = (INVITED_REMINDED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return invited.still_silent(entry.target_id or 0, entry.facts["user_ids"])

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.open_discussion(entry)
        if discussion is None:
            return None
        title: Any = _("Your contribution is still wanted: %(title)s") % {"title": discussion.title}
        lead = _("Two sentences are enough. If it is not for you, “Not at all” on its page ends the letters.")
        text = "\n\n".join([_until(discussion), lead, _brief(discussion)])
        return self.telling(entry, discussion, title, detail=excerpt(_until(discussion), 200), text=text)
