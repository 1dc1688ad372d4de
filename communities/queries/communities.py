"""Reading communities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404

from communities.enums import MembershipState, Role
from communities.finding import Reach
from communities.models import Community, Membership, StageChange
from communities.permissions import check_read, note_standing
from cop_portal.foundation.accounts.queries import with_office
from cop_portal.foundation.prepared import Among, Prepared, reader, reader_kind
from cop_portal.foundation.text import fold


def readable_among(user: Any, ids: set[int]) -> set[int]:
    """Those of the communities with these ids whose content the person may read."""
    return set(Community.objects.readable_by(user).filter(pk__in=ids).values_list("pk", flat=True))


def _one(marks: Any, kind: str) -> QuerySet[Community]:
    """A community by its address, as far as a reader of that kind may know of it."""
    rows = Community.objects.visible_to(reader(marks, kind)).filter(slug=marks.text("slug"))
    if kind != "visitor":
        own = Membership.objects.filter(community=OuterRef("pk"), user_id=marks.integer("user"))
        rows = rows.annotate(
            own_state=Subquery(own.values("state")[:1]), own_roles=Subquery(own.values("roles")[:1])
        )
    return rows


_ONE = Prepared(_one)


def get_for(user: Any, slug: str, *, content: bool = False, module: str = "") -> Community:
    """The community at an address, with this person's standing in it, in one statement.

    Raises Http404 where the person may not know of it, and Denied where they may know of it but not
    read what is in it (only if content is asked for). With a module, a community that has switched it
    off has no such page.
    """
    kind = reader_kind(user)
    community = _ONE.first(Community, (kind,), slug=slug, user=user.pk)
    if community is None:
        raise Http404
    if kind != "visitor" and user.pk:
        note_standing(user, community.pk, community.own_state, community.own_roles)
    if content:
        check_read(user, community)
    if module and module in community.modules_off:
        raise Http404
    return community


def part_of(user: Any, community: Community) -> Community | None:
    """The wider community that it is part of, where this person may know of that."""
    if community.parent_id is None:
        return None
    return Community.objects.visible_to(user).filter(pk=community.parent_id).first()


def directory(user: Any, *, words: str = "", stage: str = "", level: str = "") -> QuerySet[Community]:
    """Communities this person may know of, by name; words match name and purpose."""
    rows = Community.objects.visible_to(user).alive()
    if stage:
        rows = rows.filter(stage=stage)
    if level:
        rows = rows.filter(level=level)
    if words.strip():
        wanted = fold(words)
        rows = rows.filter(
            Q(folded_name__contains=wanted)
            | Q(folded_name__trigram_word_similar=wanted)
            | Q(search=SearchQuery(wanted, config="simple", search_type="websearch"))
        )
    return rows.order_by("folded_name", "pk")


def of_member(user: Any) -> QuerySet[Community]:
    """The communities a person belongs to, by name."""
    return Community.objects.of_member(user).alive().order_by("folded_name", "pk")


_READABLE = Prepared(
    lambda marks, kind: Community.objects.readable_by(reader(marks, kind)).order_by("pk").values("pk")
)


def reach_of(user: Any) -> Reach:
    """Whose content the person may read: for searches over many rows."""
    return Reach([pk for (pk,) in _READABLE.rows((reader_kind(user),), user=user.pk)])


def _named(marks: Any, kind: str) -> QuerySet[Any, Any]:
    rows = Community.objects.visible_to(reader(marks, kind))
    return rows.filter(Among(F("pk"), marks.integers("pks"))).values("pk", "name", "slug")


_NAMED = Prepared(_named)


def names_of(user: Any, pks: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Name and slug of those of these communities that this person may know of."""
    rows = _NAMED.rows((reader_kind(user),), pks=list(pks), user=user.pk) if pks else []
    return {pk: (name, slug) for pk, name, slug in rows}


def role_holders(community: Community) -> list[Membership]:
    """Who holds one of the four roles, in the order of the roles, with their offices of today."""
    order = {role: index for index, role in enumerate(Role.values)}
    rows = with_office(
        Membership.objects.filter(community=community, state=MembershipState.ACTIVE)
        .exclude(roles=[])
        .select_related("user"),
        through="user_id",
    )
    return sorted(rows, key=lambda row: (min(order.get(role, 9) for role in row.roles), row.user.name))


def vacant_roles(community: Community) -> list[Role]:
    """Roles that nobody holds."""
    held = set()
    for roles in (
        Membership.objects.filter(community=community).exclude(roles=[]).values_list("roles", flat=True)
    ):
        held.update(roles)
    return [role for role in Role if role not in held]


def stage_history(community: Community) -> QuerySet[StageChange]:
    return community.stage_changes.select_related("by")


def with_coordinators(rows: QuerySet[Community]) -> QuerySet[Community]:
    """Adds each community's coordinators, for lists."""
    coordinators = Membership.objects.with_role(Role.COORDINATOR).select_related("user")
    return rows.prefetch_related(Prefetch("memberships", queryset=coordinators, to_attr="coordinators"))


def similar(user: Any, words: str, *, limit: int = 5) -> QuerySet[Community]:
    """Communities whose name or purpose is like these words, most alike first."""
    return directory(user, words=words).annotate(size=F("member_count")).order_by("-size")[:limit]
