"""Reading what was passed on from other levels."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from communities.enums import MembershipState, Visibility
from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.prepared import Prepared, reader, reader_kind
from discussions.models import Discussion, Passing

LIST_FIELDS = (
    "discussion_id", "discussion__title", "discussion__community__slug", "discussion__community__name",
    "discussion__community__level", "discussion__author__name", "words", "at",
)  # fmt: skip
MOST = 10


def _to_community(marks: Any, kind: str) -> QuerySet[Any]:
    rows = Passing.objects.visible_to(reader(marks, kind)).filter(
        to_community=marks.integer("community"), discussion__hidden_at=None
    )
    return rows.order_by("-at", "-id").values(*LIST_FIELDS)[:MOST]


_LIST = Prepared(_to_community)


def list_of(user: Any, community: Community) -> list[dict[str, Any]]:
    """What was passed on to a community, newest first. No question where nothing ever was."""
    if not community.passed_count:
        return []
    return _LIST.dicts((reader_kind(user),), community=community.pk, user=user.pk)


def newest(user: Any, communities: list[Community], *, since: Any, limit: int = 15) -> list[Passing]:
    """News from other levels for some communities; what stands in one of them anyway is left out."""
    reached = [community.pk for community in communities if community.passed_count]
    if not reached:
        return []
    return list(
        Passing.objects.visible_to(user)
        .filter(to_community__in=reached, at__gt=since, discussion__hidden_at=None)
        .exclude(discussion__community__in=[community.pk for community in communities])
        .select_related("discussion__community", "discussion__author")
        .order_by("-at", "-id")[:limit]
    )


def targets(user: Any, discussion: Discussion) -> list[Any]:
    """The communities one level up or down that the person may know of; `passed` says where it is already."""
    here = discussion.community
    passed = Passing.objects.filter(discussion=discussion, to_community=OuterRef("pk"))
    return list(
        Community.objects.visible_to(user)
        .alive()
        .filter(Q(pk=here.parent_id) | Q(parent=here.pk))
        .annotate(passed=Exists(passed))
        .order_by("name")[:100]
    )


def to_fetch(user: Any, community: Community, *, limit: int = 30) -> list[Discussion]:
    """Newest discussions of the communities one level up or down that are not passed on to this one."""
    return list(
        Discussion.objects.visible_to(user)
        .filter(Q(community=community.parent_id) | Q(community__parent=community.pk))
        .told()
        .exclude(Exists(Passing.objects.filter(discussion=OuterRef("pk"), to_community=community)))
        .select_related("community", "author")
        .order_by("-active_at", "-id")[:limit]
    )


def has_neighbours(community: Community) -> bool:
    """Whether there is a level above or below."""
    return community.parent_id is not None or community.children.exists()


def told_ids(passing: Passing) -> list[int]:
    """Members of the other community who may read the original and do not belong to its own.

    The same rule as visible_to, for many people at once.
    """
    origin = passing.discussion.community
    there = Membership.objects.filter(community=origin, user=OuterRef("pk"), state=MembershipState.ACTIVE)
    here = Membership.objects.active().filter(community=passing.to_community_id)
    people = User.objects.active().filter(pk__in=here.values("user")).exclude(Exists(there))
    if origin.visibility == Visibility.ORGANISATION:
        people = people.filter(is_guest=False)
    elif origin.visibility != Visibility.PUBLIC:
        people = people.filter(is_superuser=True)
    return list(people.values_list("pk", flat=True))
