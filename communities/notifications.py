"""What people are told about communities."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import (
    CHARTER_PUBLISHED,
    JOIN_REQUESTED,
    MEMBER_INVITED,
    MEMBER_JOINED,
    REQUEST_DECLINED,
    ROLE_GIVEN,
)
from communities.enums import Capability, Role
from communities.models import CharterVersion, Community, Membership
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt


class _CommunityKind(NoticeKind):
    template = "communities/email/notice"

    def community(self, entry: ActivityEntry) -> Community | None:
        return Community.objects.filter(pk=entry.community_id).first()

    def telling(
        self, entry: ActivityEntry, community: Community, title, *, url: str = "", detail=""
    ) -> Telling:
        return Telling(
            title=title,
            detail=detail,
            url=url or community.get_absolute_url(),
            context={"community": community},
            from_name=entry.actor.name if entry.actor else community.name,
        )


@register
class JoinRequested(_CommunityKind):
    """Those who welcome members hear of a request."""

    name = "communities.join_requested"
    label = _("Somebody asks to join a community I look after")
    why = _("You welcome members in this community.")
    verbs = (JOIN_REQUESTED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.ids_with_capability(entry.community_id or 0, Capability.MANAGE_MEMBERS)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        row = Membership.objects.filter(pk=entry.target_id).select_related("user", "community").first()
        if row is None:
            return None
        parts = [text for text in (row.brings, row.seeks) if text]
        return self.telling(
            entry,
            row.community,
            _("%(name)s asks to join %(community)s")
            % {"name": row.user.name, "community": row.community.name},
            url=reverse("desk"),
            detail=excerpt(". ".join(parts), 200),
        )


@register
class Welcomed(_CommunityKind):
    """The person hears that they are a member now."""

    name = "communities.welcomed"
    label = _("My request to join is answered")
    why = _("You asked to join.")
    verbs = (MEMBER_JOINED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]] if entry.facts.get("how") == "request" else []

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = self.community(entry)
        if community is None:
            return None
        return self.telling(entry, community, _("Welcome to %(community)s") % {"community": community.name})


@register
class Declined(_CommunityKind):
    name = "communities.declined"
    label = _("My request to join is declined")
    why = _("You asked to join.")
    verbs = (REQUEST_DECLINED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = self.community(entry)
        if community is None:
            return None
        return self.telling(
            entry,
            community,
            _("Your request to join %(community)s was declined") % {"community": community.name},
            detail=_("You can write to the coordinator and ask why."),
        )


@register
class Invited(_CommunityKind):
    name = "communities.invited"
    label = _("Somebody invites me to a community")
    why = _("A colleague invited you. You become a member only if you accept.")
    verbs = (MEMBER_INVITED,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = self.community(entry)
        if community is None:
            return None
        return self.telling(
            entry,
            community,
            _("You are invited to %(community)s") % {"community": community.name},
            url=reverse("community_join", args=[community.slug]),
            detail=community.tagline,
        )


@register
class RoleGiven(_CommunityKind):
    name = "communities.role_given"
    label = _("I am given a role")
    why = _("A role in a community was given to you.")
    verbs = (ROLE_GIVEN,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = self.community(entry)
        if community is None:
            return None
        role = Role(entry.facts["role"]).label
        return self.telling(
            entry,
            community,
            _("You are now %(role)s in %(community)s") % {"role": role, "community": community.name},
            url=reverse("desk"),
        )


@register
class CharterPublished(_CommunityKind):
    name = "communities.charter_published"
    label = _("A charter asks for my agreement")
    why = _("You are a member, and the charter is put to all members.")
    verbs = (CHARTER_PUBLISHED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        version = CharterVersion.objects.filter(pk=entry.target_id).select_related("community").first()
        if version is None:
            return None
        return self.telling(
            entry,
            version.community,
            _("Version %(number)s of the charter of %(community)s asks for your agreement")
            % {"number": version.number, "community": version.community.name},
            url=reverse("charter", args=[version.community.slug]),
            detail=version.changes,
        )
