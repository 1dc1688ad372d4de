"""Reading who is an expert for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from communities.enums import Role
from communities.models import Community, Membership
from communities.subjects import key_of
from cop_portal.foundation.accounts.queries import with_office

MOST = 60


@dataclass(frozen=True)
class Expert:
    """An expert of a community with what they are asked about here."""

    membership: Membership
    subjects: tuple[str, ...]

    @property
    def user(self) -> Any:
        return self.membership.user

    def matching(self, subjects: Iterable[str]) -> list[str]:
        """Which of these subjects are theirs."""
        own = {key_of(subject) for subject in self.subjects}
        return [subject for subject in subjects if key_of(subject) in own]


def experts(community: Community) -> list[Expert]:
    """The experts of a community by name, in two statements.

    Who has no subjects named here is asked about what their profile names as expertise.
    """
    rows = with_office(
        Membership.objects.with_role(Role.EXPERT)
        .filter(community=community, user__is_active=True)
        .select_related("user")
        .prefetch_related("user__expertise"),  # type: ignore[misc]  # a manager of tags
        through="user_id",
    ).order_by("user__folded_name", "pk")[:MOST]
    found = []
    for row in rows:
        row.community = community  # asked for once, by whoever called
        found.append(Expert(row, tuple(row.subjects or sorted(tag.name for tag in row.user.expertise.all()))))
    return found


def subjects_of(found: Iterable[Expert]) -> list[str]:
    """All subjects that some expert stands for, each once, by name."""
    names: dict[str, str] = {}
    for expert in found:
        for subject in expert.subjects:
            names.setdefault(key_of(subject), subject)
    return [names[key] for key in sorted(names)]


def membership_of_expert(community: Community, user_id: int) -> Membership | None:
    return (
        Membership.objects.with_role(Role.EXPERT)
        .filter(community=community, user=user_id)
        .select_related("user", "community")
        .first()
    )
