"""What people are told about ideas."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt
from cop_portal.foundation.ui.times import day_text
from discussions.activity import IDEA_TAKEN_UP, TRIAL_DUE, TRIAL_REPORTED
from discussions.models import Trial
from discussions.notifications.base import DiscussionKind
from discussions.queries.ideas import concerned_ids


class _TrialKind(DiscussionKind):
    def trial(self, entry: ActivityEntry) -> Trial | None:
        return (
            Trial.objects.filter(pk=entry.target_id, discussion__hidden_at=None)
            .select_related("discussion__community", "owner")
            .first()
        )

    def thing(self, entry: ActivityEntry) -> int | None:
        return None  # whoever supports an idea need not follow every word about it


@register
class IdeaTakenUp(_TrialKind):
    """Who had it and who supports it; and whoever was named by somebody else."""

    name = "discussions.idea_taken_up"
    label = _("An idea of mine, or one I support, is taken up")
    why = _("You had this idea, support it, or are named as the one who tries it.")
    verbs = (IDEA_TAKEN_UP,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [*concerned_ids(entry.facts["discussion_id"]), entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        trial = self.trial(entry)
        if trial is None or trial.owner is None:
            return None
        return self.telling(
            entry,
            trial.discussion,
            _("%(name)s takes up “%(title)s”") % {"name": trial.owner.name, "title": trial.discussion.title},
            detail=trial.what,
            text=_("%(what)s Until %(day)s.") % {"what": trial.what, "day": day_text(trial.due_on)},
        )


@register
class TrialReported(_TrialKind):
    name = "discussions.trial_reported"
    label = _("What became of an idea of mine, or of one I support")
    why = _("You had this idea, or support it.")
    verbs = (TRIAL_REPORTED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return concerned_ids(entry.facts["discussion_id"])

    def tell(self, entry: ActivityEntry) -> Telling | None:
        trial = self.trial(entry)
        if trial is None:
            return None
        return self.telling(
            entry,
            trial.discussion,
            _("What became of “%(title)s”: %(state)s")
            % {"title": trial.discussion.title, "state": trial.get_state_display()},
            detail=excerpt(trial.outcome, 250),
            text=trial.outcome,
        )


@register
class TrialDue(_TrialKind):
    name = "discussions.trial_due"
    label = _("An idea I try is due")
    why = _("You took this idea up and set yourself this day.")
    verbs = (TRIAL_DUE,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]] if entry.facts["user_id"] else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        trial = self.trial(entry)
        if trial is None or not trial.is_under_way:
            return None
        return self.telling(
            entry,
            trial.discussion,
            _("What became of it? %(what)s") % {"what": trial.what},
            detail=_("Say it in two sentences, or set another day. A failure teaches as much."),
        )
