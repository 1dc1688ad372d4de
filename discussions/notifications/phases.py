"""What people are told about the phases of a discussion: other dates, other hands, lateness."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.enums import Capability, Role
from communities.queries import memberships, sponsors
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.ui.times import day_text
from discussions.activity import DATES_CHANGED, DISCUSSION_TAKEN_OVER, PHASE_OVERDUE
from discussions.enums import FollowFrequency, Phase
from discussions.models import Discussion, Follow
from discussions.notifications.base import DiscussionKind
from discussions.queries import invited

# Up to this step the people of the community hear; from the next one on those above them.
LAST_INSIDE = 2


def _day(text: str) -> str:
    return day_text(datetime.date.fromisoformat(text)) if text else "–"


@register
class DatesChanged(DiscussionKind):
    """Followers, and those who are asked to speak, read the new dates and why."""

    name = "discussions.dates_changed"
    label = gettext_lazy("The dates of a discussion I follow change")
    why = gettext_lazy("You follow this discussion, or are asked to speak in it.")
    verbs = (DATES_CHANGED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        follows = dict(Follow.objects.filter(discussion=entry.target_id).values_list("user_id", "frequency"))
        muted = {pk for pk, frequency in follows.items() if frequency == FollowFrequency.NEVER}
        return {*follows, *invited.told_ids(entry.target_id)} - muted

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.discussion(entry.target_id)
        if discussion is None:
            return None
        before, after = entry.facts["before"], entry.facts["after"]
        labels = {
            "closes_on": _("Contributions until %(new)s instead of %(old)s."),
            "synthesis_on": _("The synthesis by %(new)s instead of %(old)s."),
            "share_on": _("Sent on by %(new)s instead of %(old)s."),
        }
        lines = [
            label % {"new": _day(after[name]), "old": _day(before[name])}
            for name, label in labels.items()
            if before[name] != after[name]
        ]
        if entry.facts.get("reopened"):
            lines.insert(0, _("It takes contributions again."))
        title: Any = _("New dates: %(title)s") % {"title": discussion.title}
        return self.telling(
            entry, discussion, title, detail=lines[0], text="\n\n".join([*lines, entry.facts["reason"]])
        )


@register
class DiscussionTakenOver(DiscussionKind):
    """Who held a discussion hears that somebody else does now."""

    name = "discussions.taken_over"
    label = gettext_lazy("Somebody takes over a discussion I held")
    why = gettext_lazy("You held this discussion.")
    verbs = (DISCUSSION_TAKEN_OVER,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["from_id"]] if entry.facts.get("from_id") else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.discussion(entry.target_id)
        if discussion is None or entry.actor is None:
            return None
        title: Any = _("%(name)s holds “%(title)s” from now on") % {
            "name": entry.actor.name,
            "title": discussion.title,
        }
        return self.telling(entry, discussion, title)


def _late(entry: ActivityEntry, discussion: Discussion) -> tuple[str, str] | None:
    """What is late, and by when it was due; none where it is no longer so."""
    due = discussion.due_on
    if str(discussion.phase) != entry.facts["phase"] or due is None or due.isoformat() != entry.facts["due"]:
        return None
    if discussion.phase == Phase.BRIEF:
        what = _("“%(title)s” did not open on its day") % {"title": discussion.title}
    elif discussion.closed_at is not None:
        what = _("The synthesis of “%(title)s” was not sent on") % {"title": discussion.title}
    else:
        what = _("The synthesis of “%(title)s” is overdue") % {"title": discussion.title}
    holder = discussion.facilitator.name if discussion.facilitator else "–"
    return what, _("It was due on %(day)s. Responsible: %(name)s.") % {"day": day_text(due), "name": holder}


@register
class PhaseOverdue(DiscussionKind):
    """The facilitator first; after a week the coordinators, too."""

    name = "discussions.overdue"
    label = gettext_lazy("A discussion I hold is overdue")
    why = gettext_lazy("You hold this discussion, or look after its community.")
    verbs = (PHASE_OVERDUE,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        level = entry.facts.get("level", 1)
        if level > LAST_INSIDE:
            return []
        discussion = self.discussion(entry.target_id)
        here = entry.community_id or 0
        holder = discussion.facilitator_id if discussion else None
        ids = [holder] if holder and holder in memberships.member_ids(here) else []
        if level == LAST_INSIDE:
            ids += memberships.ids_with_role(here, Role.COORDINATOR)
        # Nobody there of the one step: then whoever may take it over.
        return ids or memberships.ids_with_capability(here, Capability.CONVENE)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.discussion(entry.target_id)
        late = _late(entry, discussion) if discussion else None
        if discussion is None or late is None:
            return None
        return self.telling(entry, discussion, late[0], detail=late[1], text=late[1])


@register
class PhaseOverdueAbove(DiscussionKind):
    """After two weeks the sponsor hears, else the administrators; they may not be able to read it."""

    name = "discussions.overdue_above"
    template = "communities/email/notice"
    label = gettext_lazy("A discussion has been overdue for two weeks")
    why = gettext_lazy("You sponsor this community, or look after the portal.")
    verbs = (PHASE_OVERDUE,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        if entry.facts.get("level", 1) <= LAST_INSIDE:
            return []
        return sponsors.ids_above(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        discussion = self.discussion(entry.target_id)
        if discussion is None or _late(entry, discussion) is None:
            return None
        names = {"community": discussion.community.name}
        holder = discussion.facilitator.name if discussion.facilitator else "–"
        return Telling(
            title=_("In %(community)s a facilitated discussion has been overdue for two weeks") % names,
            detail=_("Responsible: %(name)s. A word with them or the coordinator helps.") % {"name": holder},
            url=reverse("sponsored"),
            context={"community": discussion.community},
            from_name=discussion.community.name,
        )

    def thing(self, entry: ActivityEntry) -> int | None:
        return None
