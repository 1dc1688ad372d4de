"""Reading how those who have just come are doing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from communities.models import CharterAgreement, Community, Membership
from communities.models.memberships import PATIENCE
from communities.newcomers import FirstStep, steps_of
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.paging import Page, key_set_page
from cop_portal.foundation.text import as_number

NEW = datetime.timedelta(days=60)
STALLED = datetime.timedelta(days=14)
PER_PAGE = 20


def agreed(community: Community, user_ids: Iterable[int]) -> set[int]:
    """Who has agreed to any version of the charter here."""
    rows = CharterAgreement.objects.filter(version__community=community, user__in=user_ids)
    return set(rows.values_list("user_id", flat=True))


def introduced(community: Community, user_ids: Iterable[int]) -> set[int]:
    """Who has said what they bring or seek here."""
    rows = Membership.objects.filter(community=community, user__in=user_ids).exclude(brings="", seeks="")
    return set(rows.values_list("user_id", flat=True))


@dataclass
class Progress:
    """One first step for one person."""

    label: str
    url: str
    is_done: bool


@dataclass
class Newcomer:
    """Somebody who came lately, and how far they are."""

    membership: Membership
    steps: list[Progress]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_stalled(self) -> bool:
        """Two weeks here, and nothing begun."""
        joined = self.membership.joined_at
        return (
            bool(self.steps) and self.done == 0 and joined is not None and joined < timezone.now() - STALLED
        )


def _progress(community: Community, steps: list[FirstStep], rows: list[Membership]) -> list[Newcomer]:
    ids = [row.user_id for row in rows]
    done = {step.key: step.done_by(community, ids) if ids else set() for step in steps}
    return [
        Newcomer(
            row,
            [Progress(str(step.label), step.url(community), row.user_id in done[step.key]) for step in steps],
        )
        for row in rows
    ]


def newcomers(community: Community, params: QueryDict) -> Page:
    """A page of those who joined in the last two months, newest first; as many queries for many as for one.

    With the number of a membership, that one alone.
    """
    rows = _new().filter(community=community).select_related("user", "buddy")
    if one := as_number(params.get("one")):
        rows = rows.filter(pk=one)
    page = key_set_page(rows, params, order=("-joined_at", "-pk"), size=PER_PAGE)
    page.rows = _progress(community, steps_of(community), list(page.rows))
    return page


def _new() -> QuerySet[Membership]:
    """Guests are new too; whoever holds a role has begun."""
    return Membership.objects.active().filter(joined_at__gt=timezone.now() - NEW, roles=[])


def first_steps(user: Any, community: Community) -> Newcomer | None:
    """One's own first steps, as long as one is new here and not all are done."""
    if not user.is_authenticated:
        return None
    row = _new().filter(community=community, user=user).select_related("buddy").first()
    if row is None:
        return None
    found = _progress(community, steps_of(community), [row])[0]
    return found if found.done < len(found.steps) else None


def buddies(community: Community) -> QuerySet[User]:
    """Whom one may name as a buddy first: those with a role or in the core group."""
    rows = Membership.objects.core().filter(community=community)
    return User.objects.filter(pk__in=rows.values("user")).order_by("folded_name", "pk")


def late_requests(level: int, moment: datetime.datetime) -> QuerySet[Membership]:
    """Requests that have waited past a level's patience and were not reminded of at that level."""
    return Membership.objects.waiting().filter(
        escalations__lt=level,
        requested_at__lte=moment - PATIENCE[level],
        community__archived_at=None,
    )
