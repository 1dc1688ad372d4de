"""What people are told about publications."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from knowledge_base.activity import PUBLICATION_SENT
from knowledge_base.notifications import _ResourceKind
from knowledge_base.queries.publications import KIND
from knowledge_base.queries.resources import member_readers


@register
class PublicationSent(_ResourceKind):
    """An issue reaches all members who may read it; by mail as each of them chose."""

    name = KIND
    label = _("A publication of my communities comes out")
    why = _("You are a member of this community.")
    verbs = (PUBLICATION_SENT,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry)
        return member_readers(resource) if resource else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None or not resource.live:
            return None
        return self.telling(
            entry, resource, _("The new issue is here: %(title)s") % {"title": resource.title}
        )
