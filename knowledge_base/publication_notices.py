"""What people are told about publications."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from knowledge_base.activity import PUBLICATION_SENT, RESOURCE_SUBMITTED
from knowledge_base.enums import Kind
from knowledge_base.models import PublicationPage
from knowledge_base.notifications import ResourceKind
from knowledge_base.queries.publications import KIND
from knowledge_base.queries.resources import member_readers


@register
class PublicationSubmitted(ResourceKind):
    """Whoever may be the second person hears that an issue waits."""

    name = "knowledge_base.issue_waits"
    label = _("An issue of a publication waits for my approval")
    why = _("You make publications of this community, or review what goes into its library.")
    verbs = (RESOURCE_SUBMITTED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        page = (
            PublicationPage.objects.filter(pk=entry.target_id or 0).select_related("latest_revision").first()
        )
        if page is None or not page.waits:
            return []
        people: set[int] = set()
        for capability in (Capability.EDIT_PUBLICATIONS, Capability.REVIEW_RESOURCES):
            people |= set(memberships.ids_with_capability(page.community_id, capability))
        return people - page.hands

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None or resource.kind != Kind.PUBLICATION:
            return None
        url = reverse("publication_desk", args=[resource.community.slug, resource.pk])
        title = _("The issue “%(title)s” waits for a second person’s yes") % {"title": resource.title}
        return self.telling(entry, resource, title, url=url)


@register
class PublicationSent(ResourceKind):
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
