"""What was passed on between levels: where it can go, who could open it there, how it stands in a list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from communities.enums import Capability, Module
from communities.models import Community, Event, EventPassing, Membership
from communities.models.communities import CommunityQuerySet
from communities.permissions import check_capability
from communities.queries import events
from communities.queries.memberships import communities_where, readers_q
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.permissions import can

MOST = 10


@dataclass(frozen=True)
class Passed:
    """Something of another level in a list: what it is, where it stands, whose it is, why it concerns them."""

    pk: int
    to_id: int
    at: datetime.datetime
    url: str
    title: str
    community: str
    level: str
    author: str = ""
    words: str = ""
    what: str = ""


def reached(communities: Iterable[Community], module: str = "") -> list[int]:
    """Those to which something was ever passed on, and which show this kind; about others nothing is asked."""
    return [one.pk for one in communities if one.passed_count and module not in one.modules_off]


def beside(here: Community) -> CommunityQuerySet:
    """The communities one level up or down that are alive."""
    return Community.objects.alive().filter(Q(pk=here.parent_id) | Q(parent=here.pk))


def _looks_after(user: Any, here: Community, *capabilities: Capability) -> bool:
    return any(can(check_capability, user, here, one) for one in capabilities)


def may_pass(user: Any, here: Community, *capabilities: Capability) -> bool:
    """Whether there is a level to which this person could pass something of here. One statement at most."""
    if not user.is_authenticated:
        return False
    rows = beside(here)
    if not _looks_after(user, here, *capabilities):
        rows = rows.filter(pk__in=communities_where(user, *capabilities).values("pk"))
    return rows.exists()


def targets(
    user: Any, here: Community, passed: QuerySet[Any], readers: Q, *capabilities: Capability
) -> list[Any]:
    """The communities beside this one that the person may know of and pass to.

    `passed` says where it is already; `readers` of its `members` could open it. In two statements.
    """
    rows = Community.objects.visible_to(user).filter(pk__in=beside(here).values("pk"))
    if not _looks_after(user, here, *capabilities):
        rows = rows.filter(pk__in=communities_where(user, *capabilities).values("pk"))
    already = Exists(passed.filter(to_community=OuterRef("pk")))
    found: list[Any] = list(rows.annotate(passed=already).order_by("name")[:100])
    could = _reach(found, readers)
    for one in found:
        one.members, one.readers = could.get(one.pk, (0, 0))
    return found


def _reach(communities: list[Community], readers: Q) -> dict[int, tuple[int, int]]:
    """How many members each has, and how many of them are such readers."""
    if not communities:
        return {}
    rows = (
        Membership.objects.active()
        .filter(community__in=[one.pk for one in communities], user__is_active=True)
        .values("community")
        .annotate(
            people=Count("pk"),
            readers=Count("pk", filter=Q(user__in=User.objects.filter(readers).values("pk"))),
        )
    )
    return {row["community"]: (row["people"], row["readers"]) for row in rows}


def told_ids(passing: Any, here: Community, readers: Q, *capabilities: Capability) -> list[int]:
    """Members of the other community who may read the original and do not belong to its own.

    Who looks after the other one is told also if they do: it stands in their list now.
    """
    there = Membership.objects.active().filter(community=passing.to_community_id)
    theirs = Membership.objects.active().filter(community=here, user=OuterRef("pk"))
    news = Q(~Exists(theirs))
    for one in capabilities:
        holders = Membership.objects.with_capability(one).filter(community=passing.to_community_id)
        news |= Q(pk__in=holders.values("user"))
    people = User.objects.active().filter(readers, pk__in=there.values("user")).filter(news)
    return list(people.values_list("pk", flat=True))


# --- events ----------------------------------------------------------------------------------


def event_targets(user: Any, event: Event) -> list[Any]:
    return targets(
        user,
        event.community,
        EventPassing.objects.filter(event=event),
        readers_q(event.community),
        Capability.HOLD_EVENTS,
    )


def may_pass_event(user: Any, event: Event) -> bool:
    return event.takes_answers and may_pass(user, event.community, Capability.HOLD_EVENTS)


def _events(user: Any) -> QuerySet[EventPassing]:
    rows = EventPassing.objects.visible_to(user).standing()
    return rows.select_related("event__community", "event__leader")


def list_of(user: Any, community: Community) -> list[Passed]:
    """The events that were passed on to a community, soonest first. No question where nothing ever was."""
    here = reached([community], Module.EVENTS)
    rows = _events(user).filter(to_community__in=here).order_by("event__begins_at", "pk")[:MOST]
    return [_shown(user, row) for row in rows] if here else []


def newest(
    user: Any, communities: list[Community], *, since: datetime.datetime, limit: int = 15
) -> list[Passed]:
    """News from other levels for some communities; what stands in one of them anyway is left out."""
    here = reached(communities, Module.EVENTS)
    rows = _events(user).filter(to_community__in=here, at__gt=since)
    rows = rows.exclude(event__community__in=[one.pk for one in communities])
    return [_shown(user, row) for row in rows.order_by("-at", "-pk")[:limit]] if here else []


def _shown(user: Any, row: EventPassing) -> Passed:
    event, here = row.event, row.event.community
    return Passed(
        pk=event.pk,
        to_id=row.to_community_id,
        at=row.at,
        url=event.get_absolute_url(),
        title=event.title,
        community=here.name,
        level=here.get_level_display(),
        author=event.leader.name if event.leader and user.is_authenticated else "",
        words=row.words,
        what=str(events.when(event)),
    )


def get_event_passing(user: Any, community: Community, pk: int) -> EventPassing | None:
    """That an event stands in the list of a community, for who may read the event; pk is the event's."""
    rows = EventPassing.objects.visible_to(user).filter(to_community=community, event=pk)
    return rows.select_related("event__community", "to_community").first()
