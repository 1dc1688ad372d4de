"""What people are told about goals and terms of reference."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import STEP_DUE, TERMS_PUBLISHED
from communities.models import GoalStep, TermsVersion
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency


@register
class StepDue(CommunityKind):
    name = "communities.step_due"
    label = _("A step I took is due")
    why = _("You took this step.")
    verbs = (STEP_DUE,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        step = GoalStep.objects.filter(pk=entry.target_id).select_related("goal__community").first()
        if step is None:
            return None
        title = (
            _("Your step is late: %(what)s") if entry.facts["late"] else _("Your step is due soon: %(what)s")
        )
        return self.telling(
            entry,
            step.goal.community,
            title % {"what": step.what},
            url=reverse("goals", args=[step.goal.community.slug]) + f"#goal-{step.goal_id}",
            detail=_("Say how it stands, or that somebody else should take it."),
        )


@register
class TermsPublished(CommunityKind):
    name = "communities.terms_published"
    label = _("My community has new terms of reference")
    why = _("You are a member of this community.")
    verbs = (TERMS_PUBLISHED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        version = TermsVersion.objects.filter(pk=entry.target_id).select_related("community").first()
        if version is None:
            return None
        return self.telling(
            entry,
            version.community,
            _("Terms of reference of %(community)s, version %(number)s")
            % {"community": version.community.name, "number": version.number},
            url=reverse("terms", args=[version.community.slug]),
            detail=version.changes,
        )
