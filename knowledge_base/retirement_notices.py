"""Whoever stands behind a resource, and whoever uses it, hears that it left the library, and why."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.text import excerpt
from knowledge_base.activity import RESOURCE_RETIRED
from knowledge_base.notifications import ResourceKind
from knowledge_base.queries.changes import concerned
from knowledge_base.queries.credits import credited_ids
from knowledge_base.queries.readers import readers_among


@register
class ResourceRetired(ResourceKind):
    """What was merged is told of to those who wrote it; who used it uses the other one from then on."""

    name = "knowledge_base.retired"
    label = _("A resource of mine, or one I use, is retired")
    why = _("You answered for this resource, are credited in it, used it, found it useful or follow it.")
    verbs = (RESOURCE_RETIRED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry)
        if resource is None:
            return []
        people = [resource.owner_id, *credited_ids(resource), *concerned(resource)]
        return readers_among(resource, people, retired=True)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None or not resource.is_retired:
            return None
        title = _("“%(title)s” is retired") % {"title": excerpt(resource.title, 150)}
        return self.telling(entry, resource, title, detail=resource.retired_reason)
