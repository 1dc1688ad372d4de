"""The inventory of a community: every resource with all that an export tells of it, in a constant number of queries."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects
from taggit.models import Tag

from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.spreadsheets import batched
from knowledge_base import inventory_columns as columns
from knowledge_base import inventory_words as words
from knowledge_base.enums import Kind
from knowledge_base.inventory_beside import Result, results_of
from knowledge_base.models import (
    Credit,
    Piece,
    ResourcePage,
    ResourceTag,
    ResultConfirmation,
    StoryPerson,
)
from knowledge_base.queries.curation import possible_owners

# A cell of a workbook holds so many characters; what is longer goes on in the next column of the same name.
CELL = 32_000
# So many resources are read at once, and so much of an export is kept in memory.
AT_ONCE, IN_MEMORY = 200, 2_000_000


# What no draft changes (Wagtail's with_content_json).
OF_THE_PAGE = (
    "id", "pk", "content_type_id", "path", "depth", "numchild", "url_path", "draft_title", "live", "owner_id",
    "has_unpublished_changes", "locked", "locked_by_id", "locked_at", "latest_revision_id", "translation_key",
    "locale_id",
)  # fmt: skip


@dataclass
class Held:
    """A resource as it stands: its newest draft if it is not published."""

    page: Any
    cells: dict[str, str]
    credits: list[tuple[str, str, int | None]]
    tags: list[str]
    results: list[Result] = field(default_factory=list)


def held(community: Community, keys: Collection[str] | None = None, *, to_write: bool = False) -> list[Held]:
    """All resources of a community, published, drafts and retired; or those with one of the keys.

    A draft that is only read is not asked for all that its editor needs: that takes ten statements each.
    """
    wanted = ResourcePage.objects.filter(community=community)
    if keys is not None:
        own = [
            int(found[1]) for found in map(columns.OWN_KEY.fullmatch, keys) if found and len(found[1]) < 18
        ]
        wanted = wanted.filter(Q(inventory_key__in=keys) | Q(pk__in=own))
    return _held_of(wanted, to_write=to_write)


def parts(community: Community) -> Iterator[list[Held]]:
    """The same, some at a time: an inventory may hold more than fits into memory."""
    pks = list(ResourcePage.objects.filter(community=community).order_by("pk").values_list("pk", flat=True))
    for some in batched(pks, AT_ONCE):
        yield _held_of(ResourcePage.objects.filter(community=community, pk__in=some))


def _held_of(wanted: Any, *, to_write: bool = False) -> list[Held]:
    rows = list(wanted.order_by("pk").specific())
    if not rows:
        return []
    prefetch_related_objects(rows, "latest_revision")
    credits, tags, people = _credits(wanted), _tags(wanted), _people(wanted)
    results, pieces = _results(rows), _pieces(rows)
    pages = [
        (row.latest_revision.as_object() if to_write else _as_drafted(row, credits[row.pk]))
        if not row.live and not row.is_retired and row.latest_revision
        else row
        for row in rows
    ]
    prefetch_related_objects(pages, "owner", "substitute", "confirmed_by", "instead", "merged_into")
    drafts = [page for page, row in zip(pages, rows, strict=True) if page is not row]
    tags |= _tags_of_drafts(drafts) if drafts else {}
    return [
        _held(
            page,
            columns.Beside(
                credits[page.pk], tags[page.pk], people[page.pk], results[page.pk], pieces[page.pk]
            ),
            stands=page is row,
        )
        for page, row in zip(pages, rows, strict=True)
    ]


def _as_drafted(row: Any, credits: list[Credit]) -> Any:
    """A page as its newest draft says, to be read: where it stands, what became of it and how people are named are the
    page's own (ResourcePage.with_content_json, without its statements)."""
    page = type(row).from_serializable_data(row.latest_revision.content, check_fks=False)
    for name in OF_THE_PAGE:
        setattr(page, name, getattr(row, name))
    page.first_published_at = page.first_published_at or row.first_published_at
    for name in (*row.KEPT, *row.KEPT_HERE):
        attname = row._meta.get_field(name).attname
        setattr(page, attname, getattr(row, attname))
    if not row.has_unpublished_changes:
        page.change_note, page.small_change = "", False
    row.keep_credits(page, credits)
    return page


def _held(page: Any, beside: columns.Beside, *, stands: bool) -> Held:
    if not stands:
        beside.credits = list(page.credits.all())
        beside.people = list(page.story_people.all()) if hasattr(page, "story_people") else []
    return Held(
        page,
        columns.read(page, beside),
        [(row.role, row.name, row.user_id) for row in beside.credits],
        beside.tags,
        beside.results,
    )


def _credits(wanted: QuerySet[ResourcePage]) -> dict[int, list[Credit]]:
    found: dict[int, list[Credit]] = defaultdict(list)
    for row in Credit.objects.filter(resource__in=wanted).select_related("user").order_by("pk"):
        found[row.resource_id].append(row)
    return found


def _tags_of_drafts(pages: list[Any]) -> dict[int, list[str]]:
    named = {page.pk: [row.tag_id for row in page.tagged_items.all()] for page in pages}
    names = dict(
        Tag.objects.filter(pk__in={pk for pks in named.values() for pk in pks}).values_list("pk", "name")
    )
    return {page: [names[pk] for pk in pks if pk in names] for page, pks in named.items()}


def _people(wanted: QuerySet[ResourcePage]) -> dict[int, list[StoryPerson]]:
    """Who is named or pictured in the stories."""
    found: dict[int, list[StoryPerson]] = defaultdict(list)
    for row in StoryPerson.objects.filter(story__in=wanted.values("pk")).order_by("pk"):
        found[row.story_id].append(row)
    return found


def _results(pages: list[Any]) -> dict[int, list[Result]]:
    """Who confirmed the results of the stories among them."""
    stories = [page.pk for page in pages if page.kind == Kind.STORY]
    found: dict[int, list[Any]] = defaultdict(list)
    for row in ResultConfirmation.objects.filter(story__in=stories).order_by("at", "pk") if stories else ():
        found[row.story_id].append(row)
    return defaultdict(list, {pk: results_of(rows) for pk, rows in found.items()})


def _pieces(pages: list[Any]) -> dict[int, list[Piece]]:
    """What the issues among them are put together from."""
    issues = [page.pk for page in pages if page.kind == Kind.PUBLICATION]
    found: dict[int, list[Piece]] = defaultdict(list)
    rows = Piece.objects.filter(publication__in=issues).defer("frozen", "resource__body")
    for row in rows.select_related("resource").order_by("number") if issues else ():
        found[row.publication_id].append(row)
    return found


def _tags(wanted: QuerySet[ResourcePage]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ResourceTag.objects.filter(content_object__in=wanted).order_by("pk")
    for pk, name in rows.values_list("content_object_id", "tag__name"):
        found[pk].append(name)
    return found


def people_of(community: Community) -> columns.People:
    """Members, and who is named in the inventory already."""
    pages = ResourcePage.objects.filter(community=community)
    members = User.objects.filter(
        pk__in=Membership.objects.active().filter(community=community).values("user")
    )
    named = Q(pk__in=Credit.objects.filter(resource__in=pages, user__isnull=False).values("user"))
    confirmed = ResultConfirmation.objects.filter(story__in=pages.values("pk"), user__isnull=False)
    named |= Q(pk__in=confirmed.values("user"))
    for name in ("owner", "substitute", "confirmed_by"):
        named |= Q(pk__in=pages.filter(**{f"{name}__isnull": False}).values(name))
    found = columns.community_people(community, members, User.objects.filter(named))
    found.owners = set(possible_owners([community.pk]).order_by().values_list("pk", flat=True))
    return found


def table(community: Community, *, longest: int = CELL) -> tuple[list[str], Iterator[list[str]]]:
    """Headings and rows for a spreadsheet, in the language of its reader.

    How many columns a text needs is known at the end only: until then the rows wait on the disk.
    """
    names = columns.columns()
    pieces = dict.fromkeys(names, 1)
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="utf-8")  # noqa: SIM115
    for some in parts(community):
        for one in some:
            cells = [words.shown(name, one.cells[name]) for name in names]
            for name, cell in zip(names, cells, strict=True):
                pieces[name] = max(pieces[name], -(-len(cell) // longest))
            kept.write(json.dumps(cells) + "\n")
    headings = [
        words.heading(name) if number == 1 else f"{words.heading(name)} ({number})"
        for name, count in pieces.items()
        for number in range(1, count + 1)
    ]
    return headings, _lines(kept, list(pieces.values()), longest)


def _lines(kept: Any, pieces: list[int], longest: int) -> Iterator[list[str]]:
    with kept:
        kept.seek(0)
        for line in kept:
            yield [
                cell[number * longest : (number + 1) * longest]
                for cell, count in zip(json.loads(line), pieces, strict=True)
                for number in range(count)
            ]
