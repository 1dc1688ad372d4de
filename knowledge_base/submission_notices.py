"""What members are told about what they wrote for the library."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from knowledge_base.activity import RESOURCE_PUBLISHED, RESULT_CONFIRMED
from knowledge_base.notifications import ResourceKind
from knowledge_base.queries.submissions import authors_of


@register
class SubmissionPublished(ResourceKind, NoticeKind):
    """Who handed it in hears at once, and once; the other members by their own kind."""

    name = "knowledge_base.submission_published"
    label = _("A resource of mine is published")
    why = _("You handed this resource in.")
    verbs = (RESOURCE_PUBLISHED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry) if entry.facts.get("first") else None
        return authors_of(resource) if resource else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None or not resource.live:
            return None
        title = _("“%(title)s” is published in the library") % {"title": resource.title}
        return self.telling(entry, resource, title)


@register
class ResultConfirmed(ResourceKind, NoticeKind):
    name = "knowledge_base.result_confirmed"
    label = _("Somebody confirms the result of a story of mine")
    why = _("You wrote this story, or answer for it.")
    verbs = (RESULT_CONFIRMED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry)
        if resource is None:
            return []
        return authors_of(resource) or ([resource.owner_id] if resource.owner_id else [])

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None or not resource.live:
            return None
        name = entry.actor.name if entry.actor else resource.community.name
        title = _("%(name)s confirms the result of “%(title)s”") % {"name": name, "title": resource.title}
        return self.telling(entry, resource, title, detail=entry.facts.get("said", ""))
