"""Where a synthesis can be sent, and where it went."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from communities.enums import MembershipState
from communities.models import Community
from cop_portal.foundation.mail.queries import states_by_key
from cop_portal.foundation.prepared import Prepared, reader, reader_kind
from discussions.models import Discussion, Dissemination


def went_to(user: Any, discussion: Discussion) -> list[Dissemination]:
    """The list of where it went, oldest first."""
    rows = Dissemination.objects.visible_to(user).filter(discussion=discussion)
    return list(rows.select_related("by", "started__community", "to_community"))


class Place(NamedTuple):
    """One line of the list, as the page of the discussion shows it."""

    where: str
    url: str
    at: datetime.datetime
    by: str | None


def _places(marks: Any, kind: str) -> QuerySet[Any, Any]:
    rows = Dissemination.objects.visible_to(reader(marks, kind)).filter(discussion=marks.integer("talk"))
    return rows.values("where", "url", "at", "by__name")


_PLACES = Prepared(_places)


def places_of(user: Any, discussion: Discussion) -> tuple[Place, ...]:
    """The same list in few words."""
    rows = _PLACES.rows((reader_kind(user),), talk=discussion.pk, user=user.pk)
    return tuple(Place(*row) for row in rows)


def with_mail_states(rows: list[Dissemination]) -> list[tuple[Dissemination, str]]:
    """Each line with what became of its mail, in words; empty where the portal mailed nothing."""
    states = states_by_key(row.mail_key for row in rows if row.address)
    return [(row, states.get(row.mail_key, "") if row.address else "") for row in rows]


def to_tell(user: Any, discussion: Discussion) -> list[Community]:
    """Other communities the person may write in, and that were not told yet."""
    told = discussion.disseminations.exclude(to_community=None).values("to_community")
    mine = Community.objects.alive().filter(memberships__user=user, memberships__state=MembershipState.ACTIVE)
    return list(mine.exclude(pk=discussion.community_id).exclude(pk__in=told).order_by("name")[:200])
