"""Which layers of a resource's past a reader sees: what was told inside stays inside when it goes outward or elsewhere."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from communities.enums import Visibility
from communities.models import Community, Membership
from communities.permissions import standing
from cop_portal.foundation.permissions import is_system
from knowledge_base.enums import Sharing
from knowledge_base.models import ResourcePage

ORDER = list(Sharing.values)  # from the inside out


def heard(user: Any, community: Any) -> Q:
    """Rows told in that community; of another, what went farther than its members, or to one of them."""
    member = Membership.objects.active().filter(community=OuterRef("community"), user=user.pk)
    farther = Q(sharing__in=[Sharing.ORGANISATION, Sharing.PARTNERS]) & ~Q(
        community__visibility=Visibility.SECRET
    )
    return Q(community=community) | Q(sharing=Sharing.PUBLIC) | farther | Q(Exists(member))


def as_of(user: Any, resource: ResourcePage) -> Q:
    """The rows of a resource, each with the sharing of its day, that this reader of it may read.

    As wide as now, or wider: whoever reads it now. Narrower: the members; and what was for the core,
    those who belong to it. What was told before it moved stays with whom it was told to.
    """
    if is_system(user) or getattr(user, "is_superuser", False):
        return Q()
    told = heard(user, resource.community_id)
    widest = ORDER[ORDER.index(resource.sharing) :]
    if Sharing.COMMUNITY in widest:
        widest.append("")  # of what nobody knows how far it went, members know
    if not standing(user, resource.community).is_member:
        return told & Q(sharing__in=widest)
    core = Membership.objects.core().filter(community=resource.community_id, user=user)
    members = sorted({*widest, *ORDER[ORDER.index(Sharing.COMMUNITY) :], ""})
    return told & (Q(sharing__in=members) | (Q(sharing=Sharing.CORE) & Q(Exists(core))))


def as_of_all(user: Any, community: Community) -> Q:
    """The same for rows of any resources of a community, each beside what its resource is now."""
    if is_system(user) or getattr(user, "is_superuser", False):
        return Q()
    told = heard(user, community)
    if standing(user, community).is_member:
        core = Membership.objects.core().filter(community=community, user=user)
        return told & (~Q(sharing=Sharing.CORE) | Q(Exists(core)))
    allowed = Q(pk__in=[])
    for place, level in enumerate(ORDER):
        allowed |= Q(resource__sharing=level, sharing__in=ORDER[place:])
    return told & allowed
