"""Where something stands now that was moved, split off or merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from communities.enums import Capability
from communities.models import Community, readable_q
from communities.queries.memberships import communities_where
from cop_portal.foundation.permissions import can
from cop_portal.foundation.text import as_number
from discussions.enums import Kind, MoveKind
from discussions.models import Contribution, Discussion, Move, numbers_of
from discussions.permissions import check_read_discussion

MOST_OFFERED = 100


def where_now(user: Any, slug: str, pk: int) -> Discussion:
    """The discussion that an old address leads to.

    Raises Http404 where the person may not read it now, or where it never stood at that address.
    """
    rows = Discussion.objects.select_related("community", "merged_into__community")
    # Where this person reads neither, it is as if it had never been, also in the time that it takes.
    reads = readable_q(user, "community__") | readable_q(user, "merged_into__community__")
    found = rows.filter(reads, pk=pk).first()
    now = found.merged_into or found if found else None
    if now is None or not can(check_read_discussion, user, now):
        raise Http404
    stood = Move.objects.filter(kind=MoveKind.MOVED, discussion__in=[pk, now.pk], from_community__slug=slug)
    if found and found.community.slug != slug and not stood.exists():
        raise Http404
    return now


def stood_in(talk: Discussion, community: Community) -> bool:
    """Whether a discussion stands in a community, by itself or in what it was merged into, or stood there once."""
    now = talk.merged_into or talk
    if community.pk in (talk.community_id, now.community_id):
        return True
    moved = Move.objects.filter(kind=MoveKind.MOVED, discussion__in=[talk.pk, now.pk])
    return moved.filter(from_community=community).exists()


@dataclass(frozen=True)
class GoesOn:
    """What stands behind the old address of a merged discussion: where each part of one page is now."""

    now: Discussion
    url: str  # for who comes without the number of a contribution
    places: list[Place]


@dataclass(frozen=True)
class Place:
    number: int  # at which it stood
    now: Contribution


def goes_on(user: Any, slug: str, pk: int, page: int) -> GoesOn:
    """Where what stood on a page of a merged discussion is now. Raises Http404 as above."""
    now = where_now(user, slug, pk)
    places = _places(user, pk, page)
    first = opening_now(pk) if page <= 1 else next((place.now for place in places), None)
    if first is None or first.discussion_id != now.pk:
        first = next((place.now for place in places if place.now.discussion_id == now.pk), None)
    return GoesOn(now, first.get_absolute_url() if first else now.get_absolute_url(), places)


def _places(user: Any, pk: int, page: int) -> list[Place]:
    """The contributions that stood on this page, where the person may read the discussion they are in."""
    left = Contribution.objects.filter(discussion=pk, number__range=numbers_of(page), moved_to__isnull=False)
    rows = list(left.select_related("moved_to__discussion__community").order_by("number"))
    found = {row.moved_to.discussion_id: row.moved_to.discussion for row in rows if row.moved_to}
    open_to = {key for key, talk in found.items() if can(check_read_discussion, user, talk)}
    return [
        Place(row.number, row.moved_to)
        for row in rows
        if row.moved_to and row.moved_to.discussion_id in open_to
    ]


def opening_now(pk: int) -> Contribution | None:
    """The contribution that the first text of a merged discussion became, wherever it stands now."""
    merge = Move.objects.filter(kind=MoveKind.MERGED, discussion=pk).first()
    if merge is None or not merge.numbers:
        return None
    rows = Contribution.objects.select_related(
        "author", "discussion__community", "moved_to__author", "moved_to__discussion__community"
    )
    row = rows.filter(discussion=merge.into_id, number=merge.numbers[0][1]).first()
    return row.moved_to or row if row else None


def contribution_now(user: Any, pk: int) -> Contribution:
    """A contribution by its own number, wherever it stands now. Raises Http404 as above."""
    row = Contribution.objects.select_related("moved_to").filter(pk=pk).first()
    target = (row.moved_to_id or row.pk) if row else 0
    found = (
        Contribution.objects.visible_to(user)
        .filter(pk=target or 0)
        .select_related("discussion__community")
        .first()
    )
    if found is None:
        raise Http404
    return found


def numbered_now(user: Any, slug: str, pk: int, number: int) -> Contribution:
    """A contribution by the address and the number at which it stood once. Raises Http404 as above."""
    where_now(user, slug, pk)
    row = Contribution.objects.filter(discussion=pk, number=number).only("pk").first()
    return contribution_now(user, row.pk if row else 0)


def moved_on(user: Any, slug: str, pk: int, number: int) -> Contribution | None:
    """The same, or none: where nothing was moved from that number, or the person may not read where it went."""
    if not Contribution.objects.filter(discussion=pk, number=number, moved_to__isnull=False).exists():
        return None
    try:
        return numbered_now(user, slug, pk, number)
    except Http404:
        return None


def communities_for(user: Any, discussion: Discussion) -> QuerySet[Community]:
    """Where the person could move it to: communities they moderate."""
    there = communities_where(user, Capability.MODERATE).alive()
    return there.exclude(pk=discussion.community_id).order_by("name")


def discussions_for(user: Any, discussion: Discussion, *, named: str = "") -> list[Discussion]:
    """What it could be merged into: open conversations and questions of the same community.

    The most active ones, and the one that is named by its number.
    """
    rows = (
        Discussion.objects.visible_to(user)
        .open()
        .filter(community=discussion.community_id, hidden_at=None)
        .exclude(kind=Kind.FACILITATED)
        .exclude(pk=discussion.pk)
    )
    found = list(rows.order_by("-active_at", "-pk")[:MOST_OFFERED])
    if (pk := as_number(named)) and pk not in {row.pk for row in found}:
        found += rows.filter(pk=pk)
    return found


def history(discussion: Discussion) -> QuerySet[Move]:
    """What was done with it, the newest first."""
    return (
        Move.objects.filter(Q(discussion=discussion) | Q(into=discussion))
        .select_related("discussion", "into", "from_community", "to_community", "by")
        .order_by("-at", "-pk")
    )
