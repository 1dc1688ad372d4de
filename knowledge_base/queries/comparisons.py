"""Resources and country experiences side by side: each a column, what they say in rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop_portal.foundation.ui import times
from cop_portal.foundation.ui.commas import listed
from discussions.permissions import is_inside
from knowledge_base.models import ResourcePage, Reuse
from knowledge_base.queries import reuses
from knowledge_base.queries.resources import library

# More do not fit beside one another.
MOST = 4
SUGGESTED = 8


@dataclass(frozen=True)
class Column:
    """One thing that is compared; its key is what its checkbox says."""

    name: str  # of the checkbox: r for a resource, u for somebody's use of one
    pk: int
    title: str
    kind: str
    url: str
    place: str
    trusted: ResourcePage | None = None  # what the trust sign is of


@dataclass(frozen=True)
class Cell:
    """What one of them says in one field, line by line; with its title, for narrow screens."""

    title: str
    lines: list[str]


@dataclass(frozen=True)
class Row:
    """One field, with what each column says of it."""

    label: str
    cells: list[Cell]


@dataclass
class Comparison:
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def side_by_side(user: Any, resource_pks: Iterable[int], reuse_pks: Iterable[int]) -> Comparison:
    """What this reader may read of what they chose; anything else is left out without a word."""
    resource_pks = list(dict.fromkeys(resource_pks))[:MOST]
    pages = _pages(user, resource_pks)
    chosen: list[tuple[Column, dict[str, list[str]]]] = [
        (column_of(pages[pk]), _says(user, pages[pk])) for pk in resource_pks if pk in pages
    ]
    told = reuses.visible(user, list(dict.fromkeys(reuse_pks))[:MOST])
    chosen += [(column_of_use(one), _tells(user, one)) for one in told]
    chosen = chosen[:MOST]
    labels = dict.fromkeys(label for _column, said in chosen for label in said)
    rows = [
        Row(label, [Cell(column.title, said.get(label, [])) for column, said in chosen]) for label in labels
    ]
    told_of = [row for row in rows if any(cell.lines for cell in row.cells)]
    return Comparison([column for column, _said in chosen], told_of)


def _pages(user: Any, pks: list[int]) -> dict[int, ResourcePage]:
    """Those this reader may read, each as its own type."""
    known = {page.pk: page for page in library(user).filter(pk__in=pks)}
    pages = {page.pk: page for page in ResourcePage.objects.filter(pk__in=known).specific()}
    for pk, page in pages.items():
        page.community, page.confirmed_by = known[pk].community, known[pk].confirmed_by
    return pages


def column_of(page: ResourcePage) -> Column:
    return Column("r", page.pk, page.title, page.type_label, page.url, page.community.name, page)


def column_of_use(one: Reuse) -> Column:
    where = listed((one.where, one.country)) if one.country and one.country not in one.where else one.where
    return Column("u", one.pk, where, _("Adopted"), one.get_absolute_url(), one.resource.title)


def _lines(*said: Any) -> list[str]:
    return [str(text) for text in said if text]


def _says(user: Any, page: ResourcePage) -> dict[str, list[str]]:
    """A resource, field by field. Fields of the same name stand in one row, whatever the type."""
    found = {
        _("In short"): _lines(page.summary),
        _("Where"): _lines(page.place),
        _("Language"): _lines(page.get_language_display()),  # type: ignore[attr-defined]
    }
    for label, said in page.sections():
        found[str(label)] = [part for part in str(said or "").splitlines() if part.strip()]
    if (steps := getattr(page, "steps", None)) is not None:
        found[_("Steps")] = [
            f"{number}. {step.value.get('title', '')} {step.value.get('text', '')}".strip()
            for number, step in enumerate(steps, start=1)
        ]
    for label, said in page.facts():
        found[str(label)] = _lines(said)
    found[_("In full")] = page.body.stream_block.get_searchable_content(page.body)
    found[_("Adopted by")] = _lines(
        page.reuse_count
        and ngettext("%(count)s place", "%(count)s places", page.reuse_count) % {"count": page.reuse_count}
    )
    found[_("Trust")] = _lines(page.trust_for(user))
    found[_("Last changed")] = _lines(page.last_published_at and times.day_text(page.last_published_at))
    return found


def _tells(user: Any, one: Reuse) -> dict[str, list[str]]:
    """An experience: in the words of whoever made it; visitors and guests from outside see no name."""
    return {
        _("Where"): _lines(one.where, one.country),
        _("Office"): _lines(one.office and one.office.label),
        _("Of"): _lines(one.resource.title),
        _("What they changed"): [part for part in one.changed.splitlines() if part.strip()],
        _("What came of it"): [part for part in one.result.splitlines() if part.strip()],
        _("Told by"): _lines(is_inside(user, one.resource.community) and one.shown_name),
        _("When"): _lines(times.day_text(one.at)),
    }


def suggestions(user: Any, shown: Comparison, *, words: str = "") -> list[Column]:
    """What else could stand beside it: what the words find, else more of the same kind, and its adoptions."""
    taken = {(column.name, column.pk) for column in shown.columns}
    pks = [column.pk for column in shown.columns if column.name == "r"]
    rows = library(user, words=words)
    found: list[Column] = []
    if not words and pks:
        kinds = ResourcePage.objects.filter(pk__in=pks).values("kind")
        rows = rows.filter(kind__in=kinds)
        first = next(iter(library(user).filter(pk=pks[0])), None)
        if first is not None:
            told = reuses.of_resource(user, first)[:SUGGESTED]
            for one in told:
                one.resource = first
                found.append(column_of_use(one))
    found += [column_of(page) for page in rows.order_by("-first_published_at", "-pk")[: SUGGESTED + len(pks)]]
    return [column for column in found if (column.name, column.pk) not in taken][: 2 * SUGGESTED]
