"""Reading what was passed on from other levels."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from communities.enums import Capability, Level
from communities.models import Community
from communities.queries.memberships import readers_q
from communities.queries.passings import Passed, reached, targets
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


def shown_of(user: Any, community: Community) -> list[Passed]:
    """The same for a page that shows what else was passed on."""
    return [
        Passed(
            pk=row["discussion_id"],
            to_id=community.pk,
            at=row["at"],
            url=f"/communities/{row['discussion__community__slug']}/discussions/{row['discussion_id']}/",
            title=row["discussion__title"],
            community=row["discussion__community__name"],
            level=str(Level(row["discussion__community__level"]).label),
            author=row["discussion__author__name"] or "",
            words=row["words"],
        )
        for row in list_of(user, community)
    ]


def newest(user: Any, communities: list[Community], *, since: Any, limit: int = 15) -> list[Passed]:
    """News from other levels for some communities; what stands in one of them anyway is left out."""
    here = reached(communities)
    if not here:
        return []
    rows = (
        Passing.objects.visible_to(user)
        .filter(to_community__in=here, at__gt=since, discussion__hidden_at=None)
        .exclude(discussion__community__in=[community.pk for community in communities])
        .select_related("discussion__community", "discussion__author")
        .order_by("-at", "-id")[:limit]
    )
    return [
        Passed(
            pk=row.discussion_id,
            to_id=row.to_community_id,
            at=row.at,
            url=row.discussion.get_absolute_url(),
            title=row.discussion.title,
            community=row.discussion.community.name,
            level=row.discussion.community.get_level_display(),
            author=row.discussion.author.name if row.discussion.author else "",
            words=row.words,
        )
        for row in rows
    ]


def discussion_targets(user: Any, discussion: Discussion) -> list[Any]:
    return targets(
        user,
        discussion.community,
        Passing.objects.filter(discussion=discussion),
        readers_q(discussion.community),
        Capability.MODERATE,
    )


def get_passing(user: Any, community: Community, pk: int) -> Passing | None:
    """That a discussion stands in the list of a community, for who may read it; pk is the discussion's."""
    rows = Passing.objects.visible_to(user).filter(to_community=community, discussion=pk)
    return rows.select_related("discussion__community", "to_community").first()


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
