"""What a sponsor sees of the communities they sponsor, and an administrator of all: stage and vacancies."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Role
from communities.models import Community, Membership, RoleTerm
from communities.models.communities import CommunityQuerySet
from communities.queries.communities import with_coordinators
from cop_portal.foundation.accounts.models import User

MOST = 200


@dataclass
class Vacancy:
    """One of the four roles that nobody holds, and since when."""

    role: Role
    since: datetime.datetime


@dataclass
class Sponsored:
    """One community as its sponsor sees it."""

    community: Community
    vacancies: list[Vacancy]


def vacancies(communities: Iterable[Community]) -> dict[int, list[Vacancy]]:
    """Vacant roles by community, in two queries; since the last term ended, or since it was made."""
    rows = list(communities)
    held: dict[int, set[str]] = {}
    found = Membership.objects.active().filter(community__in=rows).exclude(roles=[])
    for pk, roles in found.values_list("community", "roles"):
        held.setdefault(pk, set()).update(roles)
    ended = {
        (pk, role): at
        for pk, role, at in RoleTerm.objects.filter(community__in=rows, ended_at__isnull=False)
        .exclude(role="")
        .order_by()
        .values_list("community", "role")
        .annotate(at=Max("ended_at"))
    }
    return {
        row.pk: [
            Vacancy(role, ended.get((row.pk, role.value), row.created_at))
            for role in Role
            if role.value not in held.get(row.pk, set())
        ]
        for row in rows
    }


def of_sponsor(user: Any) -> CommunityQuerySet:
    """Living communities that this person sponsors; all of them for an administrator."""
    rows = Community.objects.alive()
    return rows if user.is_superuser else rows.filter(case__sponsor=user)


def ids_above(community_id: int) -> list[int]:
    """Whom to ask for help over a community's head: its sponsor, and where there is none, administrators."""
    found = Community.objects.filter(pk=community_id, case__sponsor__is_active=True)
    ids = list(found.values_list("case__sponsor", flat=True))
    return ids or list(User.objects.active().filter(is_superuser=True).values_list("pk", flat=True))


def sponsored(user: Any) -> list[Sponsored]:
    """What the sponsor's page lists: those with vacancies first, then by name."""
    rows = list(with_coordinators(of_sponsor(user).order_by("folded_name", "pk"))[:MOST])
    empty = vacancies(rows)
    return sorted((Sponsored(row, empty[row.pk]) for row in rows), key=lambda item: not item.vacancies)


def waiting_vacancies(user: Any) -> list[Waiting]:
    """Vacant roles in the communities this person sponsors, the longest vacant first."""
    if user.is_superuser or not user.is_sponsor:  # administrators look at the page, and are not asked of each
        return []
    rows = list(of_sponsor(user).order_by("pk")[:MOST])
    empty = vacancies(rows) if rows else {}
    found = [
        Waiting(
            key=f"sponsored:{row.pk}:{vacancy.role.value}:{vacancy.since:%Y%m%d}",
            sentence=_("%(community)s has no %(role)s.")
            % {"community": row.name, "role": vacancy.role.label},
            action=_("See who can help"),
            url=reverse("sponsored"),
            since=vacancy.since,
            community=row,
            reason=_("You sponsor it, and the four roles carry a community."),
        )
        for row in rows
        for vacancy in empty[row.pk]
    ]
    return sorted(found, key=lambda item: item.since)
