"""Reading who is credited: of one resource, of several as one, and where one is credited oneself."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from cop_portal.foundation.text import fold_name
from knowledge_base.enums import CreditRole
from knowledge_base.models import Credit, ResourcePage
from knowledge_base.queries.resources import library

# From the strongest part to the weakest.
STRENGTH: dict[str, int] = {CreditRole.AUTHOR: 0, CreditRole.CONTRIBUTOR: 1, CreditRole.SOURCE: 2}


def key_of(credit: Credit) -> Hashable:
    """Two credits with the same key are of one person."""
    return credit.user_id or fold_name(credit.name)


@dataclass
class Gathered:
    """One person with all their parts in some resources."""

    name: str
    user_id: int | None
    unnamed: bool
    roles: list[CreditRole] = field(default_factory=list)  # the strongest first
    resource_ids: list[int] = field(default_factory=list)

    @property
    def shown_name(self) -> str:
        return gettext("a member") if self.unnamed else self.name

    @property
    def role_labels(self) -> list[str]:
        return [str(role.label) for role in self.roles]


def gathered(resources: Iterable[ResourcePage]) -> list[Gathered]:
    """The credits of several resources, each person once with their parts, in one statement.

    Authors stand first, then in the order of the resources. A typed name is that of the one person of
    the same name with an account, if there is one among them. Who is named in one resource and not in
    another stands twice: with their name, and as a member.
    """
    order = {page.pk: place for place, page in enumerate(resources)}
    rows = sorted(
        Credit.objects.filter(resource_id__in=order).select_related("user"),
        key=lambda row: (order[row.resource_id], STRENGTH.get(row.role, 9), row.pk),
    )
    accounts: dict[str, set[int]] = {}
    for row in rows:
        if row.user_id and not row.unnamed:
            accounts.setdefault(fold_name(row.name), set()).add(row.user_id)
    found: dict[Hashable, Gathered] = {}
    for row in rows:
        user_id = row.user_id
        namesakes = accounts.get(fold_name(row.name), set())
        if user_id is None and not row.unnamed and len(namesakes) == 1:
            user_id = next(iter(namesakes))
        key = (user_id or (row.pk if row.unnamed else fold_name(row.name)), row.unnamed)
        person = found.setdefault(key, Gathered(row.name, user_id, row.unnamed))
        if (role := CreditRole(row.role)) not in person.roles:
            person.roles.append(role)
        if row.resource_id not in person.resource_ids:
            person.resource_ids.append(row.resource_id)
    for person in found.values():
        person.roles.sort(key=lambda role: STRENGTH[role])
    return sorted(found.values(), key=lambda person: STRENGTH[person.roles[0]])


def of_resource(resource: ResourcePage) -> QuerySet[Credit]:
    return Credit.objects.filter(resource_id=resource.pk).order_by("pk")


def own(user: Any) -> QuerySet[Any]:
    """Where this person is credited, also where they may not read any more: `readable` says so."""
    return (
        Credit.objects.filter(user=user)
        .annotate(readable=Exists(library(user).filter(pk=OuterRef("resource_id"))))
        .select_related("resource__community")
        .defer("resource__body")
        .order_by("-resource__first_published_at", "-pk")
    )


def credited_ids(resource: ResourcePage) -> list[int]:
    """Ids of the people with an account whom a resource credits."""
    rows = Credit.objects.filter(resource_id=resource.pk).exclude(user=None)
    return list(rows.values_list("user_id", flat=True))
