"""Reading invitations: who is asked, by what they came, which guests' access ends."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from communities.enums import InvitationState, MembershipState
from communities.models import Community, Invitation, InvitationLink, Membership
from communities.models.memberships import ACCESS_REMIND
from cop_portal.foundation.tokens import hash_of


def listed(user: Any, community: Community, *, state: str = "") -> QuerySet[Invitation]:
    """The community's list of people to ask and asked, newest first."""
    rows = Invitation.objects.visible_to(user).filter(community=community)
    if state in InvitationState.values:
        rows = rows.filter(state=state)
    return rows.select_related("user", "invited_by", "community").order_by("-created_at", "-pk")


def get_for(user: Any, community: Community, pk: int) -> Invitation:
    """One of them. Raises Http404."""
    found = listed(user, community).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def by_token(token: str) -> Invitation:
    """What a letter's link leads to. Raises Http404."""
    rows = Invitation.objects.select_related("community", "invited_by", "user")
    found = rows.filter(token_hash=hash_of(token)).first()
    if found is None or not token:
        raise Http404
    return found


def link_by_token(token: str) -> InvitationLink:
    """What an invitation link leads to. Raises Http404."""
    rows = InvitationLink.objects.select_related("community", "owner")
    found = rows.filter(token_hash=hash_of(token)).first()
    if found is None or not token:
        raise Http404
    return found


def guests(community: Community) -> QuerySet[Membership]:
    """Guests of the community, whose access ends first."""
    return (
        Membership.objects.active()
        .filter(community=community, user__is_guest=True)
        .select_related("user", "invited_by")
        .order_by("access_until", "user__folded_name", "pk")
    )


def links(user: Any, community: Community) -> QuerySet[InvitationLink]:
    """All links of the community with how many of those they brought are members today."""
    here = Count("brought", filter=Q(brought__state=MembershipState.ACTIVE))
    return (
        InvitationLink.objects.visible_to(user)
        .filter(community=community)
        .annotate(members=here)
        .select_related("owner", "community")
        .order_by("revoked_at", "-uses", "-pk")
    )


@dataclass
class Brought:
    """How people came, for those who look after members."""

    by_letter: int
    by_links: int
    otherwise: int
    answered: int
    declined: int

    @property
    def total(self) -> int:
        return self.by_letter + self.by_links + self.otherwise


def brought(community: Community) -> Brought:
    """How today's members came, and what became of letters, in two queries."""
    rows = Membership.objects.active().filter(community=community)
    accepted = Invitation.objects.filter(community=community, state=InvitationState.ACCEPTED).values("user")
    by_letter = Q(through=None, user__in=accepted)
    numbers = rows.aggregate(
        links=Count("pk", filter=Q(through__isnull=False)),
        letters=Count("pk", filter=by_letter),
        all=Count("pk"),
    )
    letters = Invitation.objects.filter(community=community).aggregate(
        accepted=Count("pk", filter=Q(state=InvitationState.ACCEPTED)),
        declined=Count("pk", filter=Q(state=InvitationState.DECLINED)),
    )
    return Brought(
        by_letter=numbers["letters"],
        by_links=numbers["links"],
        otherwise=numbers["all"] - numbers["letters"] - numbers["links"],
        answered=letters["accepted"],
        declined=letters["declined"],
    )


def own_link(user: Any, community: Community) -> InvitationLink | None:
    """The personal link, if it was made, with how many members it brought."""
    here = Count("brought", filter=Q(brought__state=MembershipState.ACTIVE))
    rows = InvitationLink.objects.filter(community=community, owner=user, is_personal=True, revoked_at=None)
    return rows.annotate(members=here).first()


def ending_access(today: datetime.date) -> QuerySet[Membership]:
    """Guests to be told that their access ends within a week."""
    return Membership.objects.active().filter(
        access_until__lte=today + ACCESS_REMIND, access_until__gte=today, access_reminded_at=None
    )


def ended_access(today: datetime.date | None = None) -> QuerySet[Membership]:
    """Guests whose last day is over."""
    return Membership.objects.active().filter(access_until__lt=today or timezone.localdate())
