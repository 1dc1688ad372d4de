"""Who answers for a resource from now on hears of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from knowledge_base.activity import RESOURCE_OWNED
from knowledge_base.notifications import ResourceKind


@register
class ResourceOwned(ResourceKind):
    name = "knowledge_base.owned"
    label = _("I answer for a resource from now on")
    why = _("Whoever looks after the library named you as its owner.")
    verbs = (RESOURCE_OWNED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        owner = entry.facts.get("owner_id")
        return [owner] if owner and owner != entry.actor_id else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None or resource.owner_id != entry.facts.get("owner_id"):
            return None
        others = entry.facts.get("others") or 0
        title = _("You answer for “%(title)s” now") % {"title": resource.title}
        if others:
            title = ngettext(
                "You answer for “%(title)s” and %(count)s more resource now",
                "You answer for “%(title)s” and %(count)s more resources now",
                others,
            ) % {"title": resource.title, "count": others}
        return self.telling(entry, resource, title)
