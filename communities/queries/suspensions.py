"""Reading suspensions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from communities.models import Community, Suspension

ORDER = ("-at", "-pk")


def of_community(user: Any, community: Community) -> QuerySet[Suspension]:
    """Who is or was suspended here, for those who look after members, newest first by ORDER."""
    rows = Suspension.objects.visible_to(user).filter(community=community)
    return rows.select_related("user", "by", "lifted_by", "community")


def running_of(user: Any, person: Any, community: Community | None) -> Suspension | None:
    """The one that runs for a person here, or in the whole portal."""
    rows = Suspension.objects.visible_to(user).running().filter(user=person, community=community)
    return rows.select_related("user", "by", "community").first()
