"""The inventory of a community: every resource with all that an export tells of it, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from knowledge_base import inventory_columns as columns
from knowledge_base.models import Credit, ResourcePage, ResourceTag

# A cell of a workbook holds so many characters; what is longer goes on in the next column of the same name.
CELL = 32_000


@dataclass
class Held:
    """A resource as it stands: its newest draft if it is not published."""

    page: Any
    cells: dict[str, str]
    credits: list[tuple[str, str, int | None]]
    tags: list[str]


def held(community: Community, keys: Collection[str] | None = None) -> list[Held]:
    """All resources of a community, published, drafts and retired; or those with one of the keys."""
    wanted = ResourcePage.objects.filter(community=community)
    if keys is not None:
        own = [int(found[1]) for found in map(columns.OWN_KEY.fullmatch, keys) if found]
        wanted = wanted.filter(Q(inventory_key__in=keys) | Q(pk__in=own))
    rows = list(wanted.order_by("pk").specific())
    if not rows:
        return []
    prefetch_related_objects(rows, "latest_revision")
    pages = [
        row.latest_revision.as_object()
        if not row.live and not row.is_retired and row.latest_revision
        else row
        for row in rows
    ]
    prefetch_related_objects(pages, "owner", "substitute", "confirmed_by", "instead", "merged_into")
    credits, tags = _credits(wanted), _tags(wanted)
    return [
        _held(page, credits[page.pk], tags[page.pk], stands=page is row)
        for page, row in zip(pages, rows, strict=True)
    ]


def _held(page: Any, credits: list[Credit], tags: list[str], *, stands: bool) -> Held:
    if not stands:
        credits, tags = list(page.credits.all()), [tag.name for tag in page.tags.all()]
    return Held(
        page,
        columns.read(page, credits, tags),
        [(row.role, row.name, row.user_id) for row in credits],
        tags,
    )


def _credits(wanted: QuerySet[ResourcePage]) -> dict[int, list[Credit]]:
    found: dict[int, list[Credit]] = defaultdict(list)
    for row in Credit.objects.filter(resource__in=wanted).select_related("user").order_by("pk"):
        found[row.resource_id].append(row)
    return found


def _tags(wanted: QuerySet[ResourcePage]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ResourceTag.objects.filter(content_object__in=wanted).order_by("pk")
    for pk, name in rows.values_list("content_object_id", "tag__name"):
        found[pk].append(name)
    return found


def people_of(community: Community, holdings: list[Held]) -> columns.People:
    """Members, and who is named in the inventory already."""
    members = User.objects.filter(
        pk__in=Membership.objects.active().filter(community=community).values("user")
    )
    named = {pk for one in holdings for _part, _name, pk in one.credits if pk}
    for one in holdings:
        named |= {one.page.owner_id, one.page.substitute_id, one.page.confirmed_by_id} - {None}
    return columns.community_people(community, members, User.objects.filter(pk__in=named))


def table(community: Community, *, longest: int = CELL) -> tuple[list[str], Iterator[list[str]]]:
    """Headings and rows for a spreadsheet."""
    rows = [one.cells for one in held(community)]
    pieces = {name: max([1, *(-(-len(row[name]) // longest) for row in rows)]) for name in columns.columns()}
    headings = [
        name if number == 1 else f"{name} ({number})"
        for name, count in pieces.items()
        for number in range(1, count + 1)
    ]
    lines = (
        [
            row[name][(number - 1) * longest : number * longest]
            for name, count in pieces.items()
            for number in range(1, count + 1)
        ]
        for row in rows
    )
    return headings, lines
