"""What people are told about the library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.ui import times
from knowledge_base.activity import (
    RESOURCE_DRAFTED,
    RESOURCE_PUBLISHED,
    RESOURCE_RETURNED,
    RESOURCE_SUBMITTED,
    REVIEW_DUE,
)
from knowledge_base.enums import Kind
from knowledge_base.models import ResourcePage
from knowledge_base.queries.owners import answering_ids
from knowledge_base.queries.resources import member_readers
from knowledge_base.queries.submissions import authors_of, mend_url


class ResourceKind(NoticeKind):
    template = "knowledge_base/email/notice"

    def resource(self, entry: ActivityEntry) -> ResourcePage | None:
        return (
            ResourcePage.objects.filter(pk=entry.target_id)
            .select_related("community", "confirmed_by")
            .defer("body")
            .first()
        )

    def telling(
        self, entry: ActivityEntry, resource: ResourcePage, title: Any, *, url: str = "", detail: Any = ""
    ) -> Telling:
        return Telling(
            title=title,
            detail=detail or resource.summary,
            url=url or resource.url,
            context={
                "community": resource.community,
                "resource": resource,
                "trust": resource.trust_text if resource.live else "",
            },
            from_name=entry.actor.name if entry.actor else resource.community.name,
        )

    def curators(self, entry: ActivityEntry) -> list[int]:
        return list(memberships.ids_with_capability(entry.community_id or 0, Capability.CURATE))


def _edit_url(resource: ResourcePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[resource.pk])


@register
class ResourceSubmitted(ResourceKind):
    name = "knowledge_base.submitted"
    label = _("A resource waits for my review")
    why = _("You look after the library of this community.")
    verbs = (RESOURCE_SUBMITTED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry)
        # An issue of a publication goes to its second persons, by a notice of its own.
        return [] if resource is None or resource.kind == Kind.PUBLICATION else self.curators(entry)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None:
            return None
        return self.telling(
            entry,
            resource,
            _("“%(title)s” waits for review") % {"title": resource.title},
            url=_edit_url(resource),
        )


@register
class DraftFromSynthesis(ResourceKind):
    name = "knowledge_base.drafted"
    label = _("A synthesis became the draft of a resource")
    why = _("You look after the library of this community.")
    verbs = (RESOURCE_DRAFTED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return self.curators(entry)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None:
            return None
        title = _("The synthesis “%(title)s” waits as a draft") % {"title": resource.title}
        return self.telling(entry, resource, title, url=_edit_url(resource))


@register
class ResourceReturned(ResourceKind):
    name = "knowledge_base.returned"
    label = _("A resource of mine comes back with a comment")
    why = _("You handed this resource in.")
    verbs = (RESOURCE_RETURNED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        resource = self.resource(entry)
        if handed_in_by := entry.facts.get("owner_id"):
            return [handed_in_by]
        return authors_of(resource) if resource else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None:
            return None
        title = _("“%(title)s” comes back to you") % {"title": resource.title}
        return self.telling(
            entry,
            resource,
            title,
            url=mend_url(resource, entry.facts.get("owner_id")),
            detail=entry.facts.get("comment", ""),
        )


@register
class ResourcePublished(ResourceKind):
    """Members hear of a new resource once; corrections of it make no noise."""

    name = "knowledge_base.published"
    label = _("A new resource in my communities")
    why = _("You are a member of this community.")
    verbs = (RESOURCE_PUBLISHED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        if not entry.facts.get("first") or entry.facts.get("kind") == Kind.PUBLICATION:
            return []  # an issue of a publication is sent by a notice of its own
        resource = self.resource(entry)
        told = set(authors_of(resource)) if resource else ()  # by a notice of their own
        return [pk for pk in member_readers(resource) if pk not in told] if resource else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None or not resource.live:
            return None
        return self.telling(entry, resource, _("New in the library: %(title)s") % {"title": resource.title})


@register
class ReviewDue(ResourceKind):
    name = "knowledge_base.review_due"
    label = _("A resource I answer for needs a review")
    why = _("You own this resource, stand in for its owner, or look after its library.")
    verbs = (REVIEW_DUE,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """Owner and substitute; the curators where there is none, and when nothing happened for two weeks."""
        resource = self.resource(entry)
        own = answering_ids(resource) if resource else []
        return [*own, *(self.curators(entry) if entry.facts.get("escalated") or not own else [])]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        resource = self.resource(entry)
        if resource is None or not resource.live or resource.next_review_on is None:
            return None
        pattern = (
            _("The review of “%(title)s” is overdue since %(day)s")
            if entry.facts.get("overdue")
            else _("“%(title)s” is up for review until %(day)s")
        )
        day = times.day_text(resource.next_review_on)
        return self.telling(entry, resource, pattern % {"title": resource.title, "day": day})
