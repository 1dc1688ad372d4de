"""Reading thanks and badges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from communities.enums import Capability, Visibility
from communities.gatherings import AwardState
from communities.models import Award, Community, Membership
from communities.permissions import can_know
from communities.queries.memberships import communities_where


def of_person(viewer: Any, person: Any) -> QuerySet[Award]:
    """What a profile shows: to others what stands and is shown; to the holder also what is offered or hidden."""
    rows = Award.objects.visible_to(viewer).filter(holder=person).select_related("community", "by")
    if getattr(viewer, "pk", None) == person.pk:
        return rows.exclude(state=AwardState.DECLINED).order_by("-at", "-pk")
    return rows.standing().filter(is_shown=True).order_by("-at", "-pk")


def of_community(viewer: Any, community: Community, *, all_of_them: bool = False) -> QuerySet[Award]:
    """What holders show, newest first; everything for those who give."""
    rows = Award.objects.visible_to(viewer).filter(community=community).select_related("holder", "by")
    if not all_of_them:
        rows = rows.standing().filter(is_shown=True)
    return rows.order_by("-at", "-pk")


def get_for(viewer: Any, pk: int) -> Award:
    """One award that this person may see. Raises Http404."""
    rows = Award.objects.visible_to(viewer).select_related("community", "holder", "by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def communities_to_recognise_in(giver: Any, person: Any) -> QuerySet[Community]:
    """Where the one gives and the other is a member."""
    if not getattr(giver, "is_authenticated", False) or giver.pk == person.pk:
        return Community.objects.none()
    here = Membership.objects.active().filter(user=person).values("community")
    return communities_where(giver, Capability.RECOGNISE).alive().filter(pk__in=here).order_by("folded_name")


@dataclass(frozen=True)
class Verified:
    """What the address of a certificate says to anybody: everything, that it is hidden, or that it is revoked."""

    award: Award
    state: str  # stands, hidden, revoked
    names_community: bool


def verified(viewer: Any, code: str) -> Verified:
    """Raises Http404 for a code that nobody has, and for what was never accepted."""
    rows = Award.objects.select_related("community", "holder").filter(
        code=code[:32], answered_at__isnull=False
    )
    found = rows.exclude(state__in=[AwardState.DECLINED, AwardState.OFFERED]).first()
    if found is None or not found.holder.is_active:
        raise Http404
    secret = found.community.visibility == Visibility.SECRET
    names = not secret or can_know(viewer, found.community)
    state = "stands" if found.is_shown else "hidden"
    return Verified(found, state if found.is_standing else "revoked", names)
