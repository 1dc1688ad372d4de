"""Reading suspensions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from communities.enums import MembershipState
from communities.models import Community, Suspension
from cop_portal.foundation.accounts.models import User

ORDER = ("-at", "-pk")


def of_community(user: Any, community: Community) -> QuerySet[Suspension]:
    """Who is or was suspended here, for those who look after members, newest first by ORDER."""
    rows = Suspension.objects.visible_to(user).filter(community=community)
    return rows.select_related("user", "by", "lifted_by", "community")


def person_at(pk: int, community: Community | None) -> User:
    """Whom it is about: in a community, one of its members, suspended or not. Raises Http404."""
    rows = User.objects.all()
    if community is not None:
        here = (MembershipState.ACTIVE, MembershipState.SUSPENDED)
        rows = rows.filter(memberships__community=community, memberships__state__in=here)
    return get_object_or_404(rows, pk=pk)


def running_of(user: Any, person: Any, community: Community | None) -> Suspension | None:
    """The one that runs for a person here, or in the whole portal."""
    rows = Suspension.objects.visible_to(user).running().filter(user=person, community=community)
    return rows.select_related("user", "by", "community").first()
