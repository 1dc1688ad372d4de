"""What people are told about roles, calls and terms."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import (
    CALL_DECIDED,
    CALL_OPENED,
    OWN_ROLE_GIVEN,
    ROLE_ENDED,
    TERM_ENDING,
    VOLUNTEERED,
)
from communities.enums import Capability, Role
from communities.models import RoleCall, RoleTerm
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt
from cop_portal.foundation.ui.commas import listed


class _CallKind(CommunityKind):
    """A notice about a call for a role."""

    def call(self, entry: ActivityEntry) -> RoleCall | None:
        return RoleCall.objects.filter(pk=entry.target_id).select_related("community", "own_role").first()

    def address(self, call: RoleCall) -> str:
        return reverse("community_roles", args=[call.community.slug])


@register
class CallOpened(_CallKind):
    name = "communities.call_opened"
    label = _("My community looks for somebody to take a role")
    why = _("You are a member of this community.")
    verbs = (CALL_OPENED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        call = self.call(entry)
        if call is None:
            return None
        return self.telling(
            entry,
            call.community,
            _("%(community)s looks for: %(role)s")
            % {"community": call.community.name, "role": call.role_label},
            url=f"{self.address(call)}#call-{call.pk}",
            detail=excerpt(call.text, 300),
        )


@register
class Volunteered(_CallKind):
    """Those who choose hear of an offer."""

    name = "communities.volunteered"
    label = _("Somebody volunteers for a role")
    why = _("You give the roles in this community.")
    verbs = (VOLUNTEERED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.ids_with_capability(entry.community_id or 0, Capability.CALL_FOR_ROLES)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        call = self.call(entry)
        if call is None or entry.actor is None:
            return None
        return self.telling(
            entry,
            call.community,
            _("%(name)s volunteers as %(role)s in %(community)s")
            % {"name": entry.actor.name, "role": call.role_label, "community": call.community.name},
            url=reverse("role_choose", args=[call.community.slug, call.pk]),
        )


@register
class CallDecided(_CallKind):
    """The choice is announced to all members, those who offered among them."""

    name = "communities.call_decided"
    label = _("A role in my community has been taken")
    why = _("You are a member of this community.")
    verbs = (CALL_DECIDED,)
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        call = self.call(entry)
        if call is None:
            return None
        names = listed(row.user.name for row in call.volunteers.filter(chosen=True).select_related("user"))
        return self.telling(
            entry,
            call.community,
            _("%(role)s in %(community)s: %(names)s")
            % {"role": call.role_label, "community": call.community.name, "names": names},
            url=self.address(call),
            detail=excerpt(call.words, 400),
        )


@register
class OwnRoleGiven(CommunityKind):
    name = "communities.own_role_given"
    label = _("I am given a role of a community’s own")
    why = _("A role in a community was given to you.")
    verbs = (OWN_ROLE_GIVEN,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return [entry.facts["user_id"]]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        term = _term(entry)
        if term is None or term.own_role is None:
            return None
        return self.telling(
            entry,
            term.community,
            _("You are now %(role)s in %(community)s")
            % {"role": term.own_role.name, "community": term.community.name},
            url=reverse("community_roles", args=[term.community.slug]),
            detail=excerpt(term.own_role.duties, 300),
        )


@register
class TermEnding(CommunityKind):
    """The holder and those who answer for the roles hear a month before."""

    name = "communities.term_ending"
    label = _("A term in a role comes to its end")
    why = _("It is your term, or you give the roles in this community.")
    verbs = (TERM_ENDING,)
    choosable = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        givers = memberships.ids_with_capability(entry.community_id or 0, Capability.CALL_FOR_ROLES)
        return {entry.facts["user_id"], *givers}

    def tell(self, entry: ActivityEntry) -> Telling | None:
        term = _term(entry)
        if term is None or term.ended_at is not None:
            return None
        return self.telling(
            entry,
            term.community,
            _("The term of %(name)s as %(role)s in %(community)s ends")
            % {"name": term.user.name, "role": term.role_label, "community": term.community.name},
            url=reverse("community_roles", args=[term.community.slug]) + f"#term-{term.pk}",
            detail=_("Prolong it, or hand over: a note to the successor can be left there."),
        )


@register
class RoleEnded(CommunityKind):
    """Those who answer for the roles hear that one ends, whoever ended it."""

    name = "communities.role_ended"
    label = _("Somebody lays a role down")
    why = _("You give the roles in this community.")
    verbs = (ROLE_ENDED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.ids_with_capability(entry.community_id or 0, Capability.CALL_FOR_ROLES)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        community = self.community(entry)
        term = (
            RoleTerm.objects.filter(
                community_id=entry.community_id, user_id=entry.facts["user_id"], role=entry.facts["role"]
            )
            .exclude(ended_at=None)
            .select_related("user")
            .order_by("-ended_at")
            .first()
        )
        if community is None or term is None:
            return None
        return self.telling(
            entry,
            community,
            _("%(name)s is no longer %(role)s in %(community)s")
            % {
                "name": term.user.name,
                "role": Role(entry.facts["role"]).label,
                "community": community.name,
            },
            url=reverse("community_roles", args=[community.slug]),
            detail=excerpt(term.handover_note, 300),
        )


def _term(entry: ActivityEntry) -> RoleTerm | None:
    return RoleTerm.objects.filter(pk=entry.target_id).select_related("community", "user", "own_role").first()
