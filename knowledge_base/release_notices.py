"""What people are told about steps outward."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from knowledge_base.activity import (
    RELEASE_AGREED,
    RELEASE_ASKED,
    RELEASE_RETURNED,
    RESOURCE_NARROWED,
    RESOURCE_RELEASED,
)
from knowledge_base.enums import Sharing
from knowledge_base.models import Release, ResourcePage
from knowledge_base.queries.readers import readers_among
from knowledge_base.queries.releases import approver_ids, curators_of, rule_of


class _ReleaseKind(NoticeKind):
    template = "knowledge_base/email/notice"
    choosable = False

    def release(self, entry: ActivityEntry) -> Release | None:
        rows = Release.objects.filter(pk=entry.facts.get("release_id") or 0)
        return rows.select_related("resource__community", "asked_by").first()

    def telling(
        self, entry: ActivityEntry, release: Release, title: Any, detail: Any = "", *, url: str = ""
    ) -> Telling:
        page = release.resource
        return Telling(
            title=title,
            detail=detail or page.summary,
            url=url or release.get_absolute_url(),
            context={"community": page.community, "resource": page},
            from_name=entry.actor.name if entry.actor else page.community.name,
        )


@register
class ReleaseAsked(_ReleaseKind):
    name = "knowledge_base.release_asked"
    label = _("A step outward waits for my yes")
    why = _("The rule of this community for sharing outside names you.")
    verbs = (RELEASE_ASKED, RELEASE_AGREED)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        release = self.release(entry)
        if release is None or not release.is_waiting:
            return []
        community = release.resource.community
        rule = rule_of(community)
        done = set(release.yeses.values_list("by", flat=True))
        if rule.people_needed > 1 and release.asked_by_id:
            done.add(release.asked_by_id)
        return [pk for pk in approver_ids(community, rule) if pk not in done]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        release = self.release(entry)
        if release is None or not release.is_waiting:
            return None
        title = _("“%(title)s” waits for your yes to be shared with: %(who)s") % {
            "title": release.resource.title,
            "who": Sharing(release.to).label,
        }
        return self.telling(entry, release, title)


@register
class ReleaseAnswered(_ReleaseKind):
    name = "knowledge_base.release_answered"
    label = _("A step outward I asked for has its answer")
    why = _("You asked to share this resource further, or you own it.")
    verbs = (RESOURCE_RELEASED, RELEASE_RETURNED)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        release = self.release(entry)
        if release is None:
            return []
        people = [release.asked_by_id]
        if entry.verb == RESOURCE_RELEASED.name:
            people += readers_among(release.resource, [release.resource.owner_id])
        return [pk for pk in dict.fromkeys(people) if pk]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        release = self.release(entry)
        if release is None:
            return None
        names = {"title": release.resource.title, "who": Sharing(release.to).label}
        if entry.verb == RESOURCE_RELEASED.name:
            title = _("“%(title)s” is now shared with: %(who)s") % names
            # The step itself is read by who asked and who answered; what came of it, by its owner as well.
            return self.telling(entry, release, title, url=release.resource.url)
        title = _("“%(title)s” is not shared further yet") % names
        return self.telling(entry, release, title, release.comment)


@register
class TakenBack(NoticeKind):
    """Its owner and those who curate hear that something was taken back inside."""

    name = "knowledge_base.taken_back"
    label = _("A resource was taken back inside")
    why = _("You own this resource, or look after its library.")
    template = "knowledge_base/email/notice"
    verbs = (RESOURCE_NARROWED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        page = self._page(entry)
        return [*([page.owner_id] if page.owner_id else []), *curators_of(page.community)] if page else []

    def _page(self, entry: ActivityEntry) -> ResourcePage | None:
        rows = ResourcePage.objects.filter(pk=entry.target_id or 0).select_related("community", "owner")
        return rows.defer("body").first()

    def tell(self, entry: ActivityEntry) -> Telling | None:
        page = self._page(entry)
        if page is None:
            return None
        title = _("“%(title)s” was taken back; it is shared with: %(who)s") % {
            "title": page.title,
            "who": Sharing(entry.facts["to"]).label,
        }
        return Telling(
            title=title,
            detail=entry.facts.get("reason") or page.summary,
            url=page.url,
            context={"community": page.community, "resource": page},
            from_name=entry.actor.name if entry.actor else page.community.name,
        )
