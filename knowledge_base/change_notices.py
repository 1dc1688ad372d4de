"""What people are told of how the library lives: it was used, it changed, a change is proposed."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt
from knowledge_base.activity import (
    CHANGE_ANSWERED,
    CHANGE_PROPOSED,
    RESOURCE_CHANGED,
    RESOURCE_REUSED,
    REUSE_ASKED,
    REUSE_TOLD_ON,
)
from knowledge_base.models import ChangeProposal, ResourceChange, Reuse, ReuseQuestion
from knowledge_base.notifications import ResourceKind
from knowledge_base.queries.changes import concerned
from knowledge_base.queries.credits import credited_ids
from knowledge_base.queries.readers import readers_among


@register
class ResourceReused(ResourceKind):
    """Whoever stands behind a resource hears that it works elsewhere, and later what came of it."""

    name = "knowledge_base.reused"
    label = _("Somebody used a resource I stand behind")
    why = _("You own this resource, or you are credited in it.")
    verbs = (RESOURCE_REUSED, REUSE_TOLD_ON)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry)
        if resource is None:
            return []
        return readers_among(resource, [resource.owner_id, *credited_ids(resource)])

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        reuse = Reuse.objects.filter(pk=entry.facts.get("reuse_id")).select_related("user").first()
        if resource is None or reuse is None:
            return None
        words = {"name": reuse.shown_name, "title": excerpt(resource.title, 90), "where": reuse.where}
        if entry.verb == REUSE_TOLD_ON.name:
            title = _("%(name)s tells what came of “%(title)s” in %(where)s") % words
            return self.telling(entry, resource, title, url=reuse.get_absolute_url(), detail=reuse.result)
        title = _("%(name)s used “%(title)s” in %(where)s") % words
        detail = reuse.changed or reuse.result
        return self.telling(entry, resource, title, url=reuse.get_absolute_url(), detail=detail)


@register
class DidYouUse(ResourceKind):
    """Asked once, two months after somebody found it useful; two clicks answer it."""

    name = "knowledge_base.did_you_use"
    label = _("Whether I used what I found useful")
    why = _("You found this resource useful some weeks ago.")
    verbs = (REUSE_ASKED,)
    default = Frequency.WEEKLY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry)
        asked = ReuseQuestion.objects.filter(
            resource=entry.target_id, user=entry.facts.get("user_id"), answer=""
        )
        return readers_among(resource, asked.values_list("user_id", flat=True)) if resource else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None or not resource.live:
            return None
        return self.telling(
            entry,
            resource,
            _("Did you use “%(title)s”?") % {"title": excerpt(resource.title, 120)},
            url=reverse("reuse_resource", args=[resource.pk]),
            detail=_("Two clicks answer it; others see that it works elsewhere too."),
        )


@register
class ResourceChanged(ResourceKind):
    """Those who use a practice hear that it changed, and why; small changes make no noise."""

    name = "knowledge_base.changed"
    label = _("A resource I use has changed")
    why = _("You used this resource, found it useful, or follow it.")
    verbs = (RESOURCE_CHANGED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry)
        return readers_among(resource, concerned(resource)) if resource else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        change = ResourceChange.objects.filter(pk=entry.facts.get("change_id")).first()
        if resource is None or change is None or not resource.live:
            return None
        title = _("“%(title)s” has changed") % {"title": excerpt(resource.title, 150)}
        change.resource = resource
        return self.telling(entry, resource, title, url=change.get_absolute_url(), detail=change.reason)


@register
class ChangeProposed(ResourceKind):
    name = "knowledge_base.change_proposed"
    label = _("A change of a resource I answer for is proposed")
    why = _("You own this resource, stand in for its owner, or look after its library.")
    verbs = (CHANGE_PROPOSED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry)
        if resource is None:
            return []
        answering = [resource.owner_id, resource.substitute_id, *self.curators(entry)]
        return readers_among(resource, answering)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        proposal = _proposal(entry)
        if resource is None or proposal is None or proposal.discussion is None:
            return None
        title = _("A change of “%(title)s” is proposed") % {"title": excerpt(resource.title, 120)}
        url = proposal.discussion.get_absolute_url()
        return self.telling(entry, resource, title, url=url, detail=proposal.title)


@register
class ChangeAnswered(ResourceKind):
    name = "knowledge_base.change_answered"
    label = _("What became of a change I proposed")
    why = _("You proposed this change.")
    verbs = (CHANGE_ANSWERED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource, proposal = self.resource(entry), _proposal(entry)
        return readers_among(resource, [proposal.by_id]) if resource and proposal else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource, proposal = self.resource(entry), _proposal(entry)
        if resource is None or proposal is None:
            return None
        pattern = (
            _("Your change of “%(title)s” was taken up")
            if entry.facts.get("state") == ChangeProposal.State.TAKEN_UP
            else _("Your change of “%(title)s” was set aside")
        )
        url = reverse("resource_changes", args=[resource.pk])
        title = pattern % {"title": excerpt(resource.title, 120)}
        return self.telling(entry, resource, title, url=url, detail=proposal.outcome)


def _proposal(entry: ActivityEntry) -> ChangeProposal | None:
    rows = ChangeProposal.objects.filter(pk=entry.facts.get("proposal_id"))
    return rows.select_related("discussion__community").first()
