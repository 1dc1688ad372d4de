"""What people are told about transformations: before, at the day, and when one is taken back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from communities.activity import (
    COMMUNITY_TRANSFORMED,
    TRANSFORMATION_ANNOUNCED,
    TRANSFORMATION_DECLINED,
    TRANSFORMATION_PROPOSED,
    TRANSFORMATION_UNDONE,
    TRANSFORMATION_WITHDRAWN,
)
from communities.enums import Capability, TransformationKind
from communities.models import Transformation
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.text import excerpt
from cop_portal.foundation.ui.times import day_text

Kind = TransformationKind

WILL = {
    Kind.CLOSE: _("%(community)s will close on %(day)s"),
    Kind.MERGE: _("%(community)s will merge into %(other)s on %(day)s"),
    Kind.SPLIT: _("%(community)s will be split on %(day)s"),
    Kind.HAND_OVER: _("%(community)s will have another coordinator on %(day)s"),
}
IS = {
    Kind.CLOSE: _("%(community)s is closed; all of it stays readable"),
    Kind.MERGE: _("%(community)s was merged into %(other)s"),
    Kind.SPLIT: _("%(community)s was split"),
    Kind.HAND_OVER: _("%(community)s has another coordinator"),
}
ASKS = {
    Kind.MERGE: _("%(community)s asks to merge into %(other)s"),
    Kind.HAND_OVER: _("You are asked to coordinate %(community)s"),
}


class TransformationKindOfNotice(CommunityKind):
    """The words about one step; its members must know, so nobody is asked whether they want to."""

    choosable = False

    def step(self, entry: ActivityEntry) -> Transformation | None:
        return (
            Transformation.objects.filter(pk=entry.target_id)
            .select_related("community", "into", "successor")
            .first()
        )

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        step = self.step(entry)
        if step is None:
            return None
        title, detail = self.words(step)
        names = {
            "community": step.community.name,
            "other": _other(step),
            "day": day_text(step.on_date),
        }
        return self.telling(
            entry, step.community, str(title) % names, url=step.get_absolute_url(), detail=detail
        )

    @abstractmethod
    def words(self, step: Transformation) -> tuple[object, object]:
        """Title and detail of one step."""


def _other(step: Transformation) -> str:
    """A secret community is not named to people who may not know of it."""
    if step.into is None or step.into.visibility == "secret":
        return str(_("another community"))
    return step.into.name


@register
class Asked(TransformationKindOfNotice):
    """Those whose yes it needs."""

    name = "communities.transformation_asked"
    label = _("A merge or a hand-over waits for my yes")
    why = _("Nothing happens before you answer.")
    verbs = (TRANSFORMATION_PROPOSED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        step = self.step(entry)
        if step is None:
            return []
        if step.into_id:
            return memberships.ids_with_capability(step.into_id, Capability.TRANSFORM)
        return [step.successor_id] if step.successor_id else []

    def words(self, step: Transformation) -> tuple[object, object]:
        return ASKS[Kind(step.kind)], excerpt(step.reason, 300)


@register
class SaidNo(TransformationKindOfNotice):
    name = "communities.transformation_declined"
    label = _("A merge or a hand-over that I proposed was answered with no")
    why = _("You proposed it.")
    verbs = (TRANSFORMATION_DECLINED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        step = self.step(entry)
        return [step.started_by_id] if step and step.started_by_id else []

    def words(self, step: Transformation) -> tuple[object, object]:
        what = {
            Kind.MERGE: _("%(other)s said no to merging with %(community)s"),
            Kind.HAND_OVER: _("The person you asked will not coordinate %(community)s"),
        }
        return what[Kind(step.kind)], excerpt(step.end_reason, 300)


@register
class Announced(TransformationKindOfNotice):
    """Members hear what happens, when and why, before it does."""

    name = "communities.transformation_announced"
    label = _("A community of mine will close, merge, split or be handed over")
    why = _("You are a member. Until that day you can write to the coordinator.")
    verbs = (TRANSFORMATION_ANNOUNCED,)

    def words(self, step: Transformation) -> tuple[object, object]:
        return WILL[Kind(step.kind)], excerpt(step.reason, 300)


@register
class Done(TransformationKindOfNotice):
    name = "communities.transformation_done"
    label = _("A community of mine closed, merged, split or was handed over")
    why = _("You are a member.")
    verbs = (COMMUNITY_TRANSFORMED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """Who is given the library hears both in one notice (LibraryGiven)."""
        owner = entry.facts.get("library_owner_id")
        return [pk for pk in super().recipients(entry) if pk != owner]

    def words(self, step: Transformation) -> tuple[object, object]:
        return IS[Kind(step.kind)], excerpt(step.reason, 300)


@register
class LibraryGiven(TransformationKindOfNotice):
    """Who answers for the library from now on hears it by name."""

    name = "communities.library_given"
    label = _("I answer for the library of a community that closed or was handed over")
    why = _("You were named to answer for its resources.")
    verbs = (COMMUNITY_TRANSFORMED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        owner = entry.facts.get("library_owner_id")
        return [owner] if owner else []

    def words(self, step: Transformation) -> tuple[object, object]:
        return _("%(community)s is transformed, and you answer for its library now"), excerpt(
            step.reason, 300
        )


@register
class Withdrawn(TransformationKindOfNotice):
    """Who was told before is told that it does not happen."""

    name = "communities.transformation_withdrawn"
    label = _("A step that was announced does not happen")
    why = _("You were told that it would.")
    verbs = (TRANSFORMATION_WITHDRAWN,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        if entry.facts.get("told"):
            return super().recipients(entry)
        step = self.step(entry)
        return [step.successor_id] if step and step.successor_id else []

    def words(self, step: Transformation) -> tuple[object, object]:
        return _("%(community)s stays as it is: what was planned is withdrawn"), excerpt(step.end_reason, 300)


@register
class Undone(TransformationKindOfNotice):
    name = "communities.transformation_undone"
    label = _("A community of mine is as it was before")
    why = _("You are a member.")
    verbs = (TRANSFORMATION_UNDONE,)

    def words(self, step: Transformation) -> tuple[object, object]:
        return _("%(community)s is again as it was: the last step was undone"), excerpt(step.end_reason, 300)
