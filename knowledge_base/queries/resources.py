"""Reading the library."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from communities.enums import Visibility
from communities.models import Community, Membership
from cop_portal.foundation.searching import Ready, read_question
from knowledge_base.enums import Sharing
from knowledge_base.models import Credit, PartnerGuest, ResourcePage, UsefulResource
from knowledge_base.permissions import check_read_resource


def library(
    user: Any, *, community: Community | None = None, kind: str = "", words: str = ""
) -> QuerySet[ResourcePage]:
    """Published resources this person may read, the newest first."""
    rows = ResourcePage.objects.visible_to(user).select_related("community", "confirmed_by")
    if community is not None:
        rows = rows.filter(community=community)
    if kind:
        rows = rows.filter(kind=kind)
    if words.strip():
        query = read_question(words)
        rows = rows.filter(search_vector=Ready(query)) if query else rows.none()
    return rows.defer("body")


def get_known(user: Any, pk: int, kind: type[Any] = ResourcePage) -> Any:
    """A resource by its number, whatever its state. Raises Http404 where this person may not know that there is one,
    in the same one statement as where there is none."""
    known = ResourcePage.objects.known_to(user).filter(pk=pk)
    found = kind.objects.filter(pk__in=known.values("pk")).select_related("community").first()
    if found is None:
        raise Http404
    return found


def get_to_read(user: Any, pk: int, kind: type[Any] = ResourcePage) -> Any:
    """A resource by its number, for its readers. Raises Http404 as above, and Denied where its community is read, and
    it is not."""
    found = get_known(user, pk, kind)
    check_read_resource(user, found)
    return found


def newest(
    user: Any,
    *,
    communities: Iterable[Community] | None = None,
    since: datetime.datetime | None = None,
    limit: int = 5,
) -> list[ResourcePage]:
    """What was published last, of some communities or of all."""
    rows = library(user)
    if communities is not None:
        rows = rows.filter(community__in=communities)
    if since is not None:
        rows = rows.filter(first_published_at__gte=since)
    return list(rows.order_by("-first_published_at", "-pk")[:limit])


def credits_of(resource: ResourcePage) -> list[Credit]:
    """Authors first, then those who contributed, then the sources."""
    order = {"author": 0, "contributor": 1, "source": 2}
    rows = Credit.objects.filter(resource_id=resource.pk).select_related(
        "contribution__discussion__community"
    )
    return sorted(rows, key=lambda credit: (order.get(credit.role, 9), credit.pk))


def rating_of(user: Any, resource: ResourcePage) -> bool | None:
    """What this person said: useful, not useful, or nothing."""
    if not user.is_authenticated:
        return None
    rows = UsefulResource.objects.filter(resource_id=resource.pk, user=user)
    return rows.values_list("useful", flat=True).first()


def member_readers(resource: ResourcePage) -> list[int]:
    """Ids of the members of its community who may read it: visible_to, turned round."""
    rows = Membership.objects.core() if resource.sharing == Sharing.CORE else Membership.objects.active()
    return list(rows.filter(community=resource.community_id).values_list("user_id", flat=True))


def readers_q(resource: ResourcePage) -> Q:
    """People who may read a published resource, as a condition on people: visible_to, turned round."""
    if resource.sharing == Sharing.PUBLIC:
        return Q()
    members = Membership.objects.active().filter(community=resource.community_id)
    core = Membership.objects.core().filter(community=resource.community_id)
    people = Q(pk__in=(core if resource.sharing == Sharing.CORE else members).values("user"))
    if resource.community.visibility != Visibility.SECRET:
        if resource.sharing in (Sharing.PARTNERS, Sharing.ORGANISATION):
            people |= Q(is_guest=False)
        if resource.sharing == Sharing.PARTNERS:
            guests = PartnerGuest.objects.filter(partner__shared__resource=resource.pk)
            people |= Q(is_guest=True, pk__in=guests.values("user"))
    return people | Q(is_superuser=True)


def stands_instead(user: Any, pk: int | None) -> ResourcePage | None:
    """What a retired resource leads to, for those who may read that."""
    return ResourcePage.objects.visible_to(user).filter(pk=pk).first() if pk else None
