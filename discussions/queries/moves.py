"""Where something stands now that was moved, split off or merged."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from communities.enums import Capability, Visibility
from communities.models import Community, Membership
from communities.queries.memberships import communities_where
from cop_portal.foundation.permissions import can
from discussions.enums import Kind, MoveKind
from discussions.models import Contribution, Discussion, Move, page_of
from discussions.permissions import check_read_discussion
from discussions.queries import discussions

MOST_OFFERED = 100


def where_now(user: Any, slug: str, pk: int) -> Discussion:
    """The discussion that an old address leads to.

    Raises Http404 where the person may not read it now, or where it never stood at that address.
    """
    rows = Discussion.objects.select_related("community", "merged_into__community")
    found = rows.filter(pk=pk).first()
    now = found.merged_into or found if found else None
    if now is None or not can(check_read_discussion, user, now):
        raise Http404
    stood = Move.objects.filter(kind=MoveKind.MOVED, discussion__in=[pk, now.pk], from_community__slug=slug)
    if found and found.community.slug != slug and not stood.exists():
        raise Http404
    return now


def get_for(user: Any, slug: str, pk: int) -> Discussion:
    """As queries.discussions.get_for, also by an old address: what is written there arrives."""
    try:
        talk = discussions.get_for(user, slug, pk)
    except Http404:
        return where_now(user, slug, pk)
    return where_now(user, slug, pk) if talk.merged_into_id else talk


def address_now(user: Any, slug: str, pk: int, page: int) -> str:
    """The address that an old one with this page leads to. Raises Http404 as above."""
    now = where_now(user, slug, pk)
    base = now.get_absolute_url()
    if now.pk == pk:
        return f"{base}?page={page}" if page > 1 else base
    # Two columns: what stood at the old number stands at the new one, or the beginning of what came along.
    merge = Move.objects.filter(kind=MoveKind.MERGED, discussion=pk).first()
    numbers = merge.numbers if merge else []
    first = next((new for old, new in numbers if page_of(old) >= page), numbers[-1][1] if numbers else 1)
    return f"{base}?page={page_of(first)}#c{first}"


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


def parent_now(talk: Discussion, said_in: int, number: int) -> Contribution | None:
    """What somebody answers to by the number it had where they read it, if it still stands."""
    rows = Contribution.objects.select_related("author", "moved_to__author")
    row = rows.filter(discussion=said_in, number=number).first()
    if row is not None and row.moved_to is not None:
        row = row.moved_to
    stands = row is not None and row.withdrawn_at is None and row.hidden_at is None
    return row if row and stands and row.discussion_id == talk.pk else None


def readers_q(community: Community) -> Q:
    """People who may read what is in a community, as a condition on people."""
    if community.visibility == Visibility.PUBLIC:
        return Q()
    inside = Q(pk__in=Membership.objects.active().filter(community=community).values("user"))
    if community.visibility == Visibility.ORGANISATION:
        inside |= Q(is_guest=False)
    return inside | Q(is_superuser=True)


def communities_for(user: Any, discussion: Discussion) -> QuerySet[Community]:
    """Where the person could move it to: communities they moderate."""
    there = communities_where(user, Capability.MODERATE).alive()
    return there.exclude(pk=discussion.community_id).order_by("name")


def discussions_for(user: Any, discussion: Discussion) -> list[Discussion]:
    """What it could be merged into: open conversations and questions of the same community."""
    return list(
        Discussion.objects.visible_to(user)
        .open()
        .filter(community=discussion.community_id, hidden_at=None)
        .exclude(kind=Kind.FACILITATED)
        .exclude(pk=discussion.pk)
        .order_by("-active_at", "-pk")[:MOST_OFFERED]
    )


def history(discussion: Discussion) -> QuerySet[Move]:
    """What was done with it, the newest first."""
    return (
        Move.objects.filter(Q(discussion=discussion) | Q(into=discussion))
        .select_related("discussion", "into", "from_community", "to_community", "by")
        .order_by("-at", "-pk")
    )
