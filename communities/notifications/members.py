"""What people are told about belonging to communities."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import (
    JOIN_REQUESTED,
    MEMBER_INVITED,
    REQUEST_DECLINED,
    ROLE_GIVEN,
)
from communities.enums import Capability, Role
from communities.models import Membership
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.text import excerpt


@register
class JoinRequested(CommunityKind):
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
class Declined(CommunityKind):
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
        answer = Membership.objects.filter(pk=entry.target_id).values_list("answer", flat=True).first()
        return self.telling(
            entry,
            community,
            _("Your request to join %(community)s was declined") % {"community": community.name},
            detail=answer or _("You can write to the coordinator and ask why."),
        )


@register
class Invited(CommunityKind):
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
class RoleGiven(CommunityKind):
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
