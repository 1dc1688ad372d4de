"""Which layers of a resource's past a reader sees: what was told inside stays inside when it goes outward."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from communities.permissions import standing
from cop_portal.foundation.permissions import is_system
from communities.models import Membership
from knowledge_base.enums import Sharing
from knowledge_base.models import ResourcePage

ORDER = list(Sharing.values)  # from the inside out


def seen_levels(user: Any, resource: ResourcePage) -> list[str]:
    """The levels at which this reader of the resource may read what was told or published then.

    As wide as now, or wider: everybody who reads it now. Narrower: the members, and for the core those
    who belong to it.
    """
    widest = ORDER[ORDER.index(resource.sharing) :]
    if is_system(user) or getattr(user, "is_superuser", False):
        return ORDER
    who = standing(user, resource.community)
    if not who.is_member:
        return widest
    if resource.sharing == Sharing.CORE or who.roles or _in_core(user, resource):
        return ORDER
    return ORDER[ORDER.index(Sharing.COMMUNITY) :]


def _in_core(user: Any, resource: ResourcePage) -> bool:
    return Membership.objects.core().filter(community=resource.community_id, user=user).exists()


def as_of(user: Any, resource: ResourcePage) -> Q:
    """The rows of a resource, each with the sharing of its day, that this reader may read."""
    return Q(sharing__in=[*seen_levels(user, resource), ""])
