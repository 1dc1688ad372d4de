"""One person's desk: what waits, by source, without what was set aside; and the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from communities import desk
from communities.enums import Role
from communities.models import Membership, SetAside


@dataclass
class Pile:
    """What waits from one source, oldest first."""

    source: desk.Source
    waiting: list[desk.Waiting]

    @property
    def key(self) -> str:
        return self.source.key

    @property
    def label(self) -> str:
        return str(self.source.label)


def piles(user: Any, *, role: str = "") -> list[Pile]:
    """What waits for a person, for one of their roles or for all; what people wait for goes first."""
    aside = set(SetAside.objects.filter(user=user).values_list("key", flat=True))
    found = []
    for source in desk.sources():
        if role and source.roles and role not in source.roles:
            continue
        waiting = [item for item in source.waiting(user) if item.key not in aside]
        if waiting:
            found.append(Pile(source, waiting))
    return found


def set_aside_by(user: Any, *, limit: int = 20) -> QuerySet[SetAside]:
    return SetAside.objects.filter(user=user).order_by("-at")[:limit]


def with_roles(user: Any) -> list[Membership]:
    """The communities in which a person holds one of the four roles, by name."""
    return list(
        Membership.objects.active()
        .filter(user=user, community__archived_at=None)
        .exclude(roles=[])
        .select_related("community")
        .order_by("community__folded_name", "pk")[:60]
    )


def roles_held(memberships: list[Membership]) -> list[Role]:
    """The roles a person holds anywhere, in the order of the roles."""
    held = {role for row in memberships for role in row.roles}
    return [role for role in Role if role.value in held]
