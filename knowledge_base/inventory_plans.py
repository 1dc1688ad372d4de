"""What a spreadsheet would do to an inventory, row by row, before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cop_portal.foundation import text
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.spreadsheets import batched
from knowledge_base import inventory_beside as beside
from knowledge_base import inventory_columns as columns
from knowledge_base import inventory_words as words
from knowledge_base.enums import OUTSIDE, Kind, Licence, Sharing
from knowledge_base.inventory_meanings import MEANINGS
from knowledge_base.inventory_sources import Rows
from knowledge_base.models import PAGE_OF_KIND
from knowledge_base.models.resources import usual_sharing
from knowledge_base.permissions import check_write_kind
from knowledge_base.queries.inventories import Held
from knowledge_base.queries.releases import rule_of

# So many rows of a file are looked at together.
AT_ONCE = 200
# An empty cell in these leaves things as they are; in the others it empties them.
LEFT_IF_EMPTY = {
    "kind", "title", "summary", "language", "sharing", "state", "review_months", "published_on", "retired_on",
    "retired_reason", "instead",
}  # fmt: skip


@dataclass(slots=True)
class Planned:
    """One row of the file, and what becomes of it."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    key: str = ""
    title: str = ""
    held: Held | None = None
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    named: set[tuple[str, int]] = field(default_factory=set)
    new: bool = False

    @property
    def outcome(self) -> str:
        if self.faults:
            return "fault"
        if self.new:
            return "new"
        return "changed" if self.values else "same"

    @property
    def would_do(self) -> bool:
        return self.outcome in ("new", "changed")

    @property
    def changes(self) -> str:
        return ", ".join(words.heading(name) for name in self.values)

    def told(self) -> Planned:
        """What is told of it, without all that is written."""
        return Planned(
            self.line, key=self.key[:60], title=self.title, new=self.new, faults=self.faults,
            values=dict.fromkeys(self.values),
        )  # fmt: skip


@dataclass
class Plan:
    """The whole file."""

    rows: list[Planned] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    done: bool = False
    # The time of one run was up before all of it was written.
    unfinished: bool = False

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.outcome for row in self.rows)

    @property
    def faulty(self) -> list[Planned]:
        return [row for row in self.rows if row.faults]

    @property
    def would_do(self) -> int:
        return self.counts["new"] + self.counts["changed"]


class Planner:
    """Understands the rows of one file against what one community holds."""

    def __init__(
        self,
        community: Any,
        held_now: Callable[[set[str], bool], list[Held]],  # by keys, and whether to be written
        people: columns.People,
        may_name: Callable[..., bool],
    ) -> None:
        self.community, self.held_now, self.people, self.may_name = community, held_now, people, may_name
        self.by_key: dict[str, Held] = {}
        self.seen: dict[str, int] = {}

    def plan(self, rows: Rows) -> Plan:
        """The whole file; of each row what is told of it."""
        found = Plan(unknown=rows.unknown)
        for some in batched(rows, AT_ONCE):
            found.rows.extend(row.told() for row in self.understand(some))
        return found

    def understand(self, rows: Iterable[tuple[int, dict[str, str]]]) -> list[Planned]:
        """Some rows of the file, in its order, against what they name as it is by now."""
        rows = list(rows)
        self._hold(cells for _line, cells in rows)
        return [self._planned(line, cells) for line, cells in rows]

    def anew(self, rows: list[Planned]) -> list[Planned]:
        """The rows that would do something, understood once more against what they name as it is by now."""
        acting = [row for row in rows if row.would_do]
        now = Planner(self.community, self.held_now, self.people, self.may_name)
        now._hold((row.cells for row in acting), to_write=True)
        return [now._planned(row.line, row.cells) if row.would_do else row for row in rows]

    def _hold(self, cells: Iterable[dict[str, str]], *, to_write: bool = False) -> None:
        named = {text.one_line(row.get(name, "")) for row in cells for name in ("key", "instead")} - {""}
        holdings = self.held_now(named, to_write) if named else []
        self.by_key = {one.cells["key"]: one for one in holdings}
        self.by_key |= {f"portal-{one.page.pk}": one for one in holdings}

    def _planned(self, line: int, cells: dict[str, str]) -> Planned:
        row = Planned(
            line, cells, key=text.one_line(cells.get("key", "")), title=cells.get("title", "")[:200], new=True
        )
        if not self._has_own_key(row):
            return row
        row.held = self.by_key.get(row.key)
        row.new = row.held is None
        if row.held is not None:
            row.title = row.title or row.held.cells["title"]
        kind = self._kind(row, cells)
        if kind:
            self._understand(row, kind, cells)
            self._check(row, cells)
        return row

    def _has_own_key(self, row: Planned) -> bool:
        if not row.key or len(row.key) > 60:
            row.faults.append(_("It has no key of at most 60 letters; the key says which row is which."))
        elif row.key in self.seen:
            row.faults.append(
                _("The key “%(key)s” stands in row %(line)s already.")
                % {"key": row.key, "line": self.seen[row.key]}
            )
        elif columns.OWN_KEY.fullmatch(row.key) and row.key not in self.by_key:
            row.faults.append(_("No resource of this community has the key “%(key)s”.") % {"key": row.key})
        self.seen.setdefault(row.key, row.line)
        return not row.faults

    def _kind(self, row: Planned, cells: dict[str, str]) -> str:
        """The type of the row; a fault if it has none."""
        said = cells.get("kind", "")
        if row.held is not None and (not said or said == row.held.page.kind):
            return str(row.held.page.kind)
        if row.held is None and said == Kind.PUBLICATION:
            row.faults.append(_no_publication())
            return ""
        try:
            kind = columns.choice(said, [pair for pair in Kind.choices if pair[0] in PAGE_OF_KIND], _("type"))
        except ValidationError as refusal:
            row.faults.extend(refusal.messages)
            return ""
        if row.held is not None and kind != row.held.page.kind:
            row.faults.append(_("The type of what exists is not changed by a file."))
            return ""
        try:
            check_write_kind(self.community, kind)
        except Denied as refusal:
            row.faults.append(str(refusal.sentence))
            return ""
        return kind

    def _understand(self, row: Planned, kind: str, cells: dict[str, str]) -> None:
        own = columns.fields_of(kind)
        for name, cell in cells.items():
            if name in ("key", "kind", *columns.TOLD) or self._is_same(row, name, cell):
                continue
            if name not in own and (name in columns.OF_ONE_TYPE or name in columns.own_fields()):
                label = Kind(kind).label
                row.faults.append(
                    _("“%(column)s” is no field of: %(kind)s.")
                    % {"column": words.heading(name), "kind": label}
                )
                continue
            try:
                value = self._value(row, kind, name, cell)
            except ValidationError as refusal:
                row.faults.extend(f"{words.heading(name)}: {said}" for said in refusal.messages)
                continue
            if row.held is None or not self._says_the_same(row.held, name, value):
                row.values[name] = value
        if row.held is None:
            row.values["kind"] = kind

    def _is_same(self, row: Planned, name: str, cell: str) -> bool:
        if not cell and (row.held is None or name in LEFT_IF_EMPTY):
            return not (row.held is None and name in ("title", "summary"))
        return row.held is not None and columns.normal(row.held.cells[name]) == cell

    def _says_the_same(self, held: Held, name: str, value: Any) -> bool:
        if name == "tags":
            return {text.fold(tag) for tag in value} == {text.fold(tag) for tag in held.tags}
        if name == "credits":
            return sorted(value, key=str) == sorted(held.credits, key=str)
        if name == "story_people":
            return bool(value == columns.story_people(held.cells[name]))
        if name == "result_confirmations":
            return not any(beside.left_over(value, held.results))
        if name == "pieces":
            return False
        if name in MOMENTS:
            return _same_moment(getattr(held.page, MOMENTS[name]), value)
        if name in ("state", "instead"):
            return False
        now = getattr(held.page, name)
        if hasattr(value, "get_prep_value"):
            return bool(columns.bare(now.get_prep_value()) == columns.bare(value.get_prep_value()))
        return bool(now == value or (isinstance(now, str) and columns.normal(now) == value))

    def _value(self, row: Planned, kind: str, name: str, cell: str) -> Any:
        if name in MEANINGS:
            return MEANINGS[name](cell)
        if name in ("owner", "substitute", "confirmed_by"):
            return self.people.find(cell) if cell else None
        if name == "credits":
            return [columns.credit(one, self.people) for one in columns.split(cell)]
        if name == "instead":
            if cell not in self.by_key:
                raise ValidationError(
                    _("No resource of this community has the key “%(key)s”.") % {"key": cell[:60]}
                )
            return self.by_key[cell].page
        if name == "result_confirmations":
            return self._results(row, cell)
        one: Any = columns.page_of(kind)._meta.get_field(name)
        if hasattr(one, "stream_block"):
            value, named = columns.clean_stream(one.stream_block, cell)
            row.named |= named
            return value
        return columns.field_value(one, cell)

    def _results(self, row: Planned, cell: str) -> list[beside.Result]:
        held = row.held.results if row.held else []
        said = beside.results(columns.split(cell), held, MEANINGS["confirmed_on"])
        beside.check_own_words(said, held, self.people.has)
        return said

    def _check(self, row: Planned, cells: dict[str, str]) -> None:
        """What the cells of one row must be to one another."""
        held = row.held
        if held is None and not row.faults:
            for name in ("title", "summary"):
                if not row.values.get(name):
                    row.faults.append(_("It lacks its %(column)s.") % {"column": words.heading(name)})
        state = row.values.get("state")
        if state == "retired" and not cells.get("retired_reason"):
            needs = _("What is retired needs its reason in “%(column)s”.")
            row.faults.append(needs % {"column": words.heading("retired_reason")})
        if state != "retired" and not (held and held.page.is_retired):
            for name in ("retired_on", "retired_reason", "instead"):
                if name in row.values:
                    said = _("“%(column)s” is for what is retired.")
                    row.faults.append(said % {"column": words.heading(name)})
        instead = row.values.get("instead") if state == "retired" else None
        if instead is not None and (not instead.live or (held and instead.pk == held.page.pk)):
            row.faults.append(_("What stands in its place must be another resource in the library."))
        if state == "published" and held and held.page.merged_into_id:
            row.faults.append(_("It was merged into another one and lives on there."))
        if state == "draft" and held is not None:
            row.faults.append(_("What was published does not become a draft again; retire it."))
        self._check_owners(row)
        self._check_sharing(row)
        self._check_licence(row, cells)
        self._check_credits(row)
        if row.named and not self.may_name(row.named, held.page if held else None):
            row.faults.append(_("It names a picture, a file or a page that you do not work with."))
        if held is None or not row.values or row.faults:
            return
        if held.page.kind not in PAGE_OF_KIND:
            row.faults.append(_no_publication())
            return
        if held.page.has_unpublished_changes and held.page.live:
            row.faults.append(
                _("It has changes in the portal that are not published yet. Publish them first.")
            )
        elif held.page.current_workflow_task_state is not None:
            row.faults.append(_("It waits for review in the portal. Answer it first."))
        elif held.page.is_retired and state != "published":
            row.faults.append(_("It is retired in the portal. Bring it back to change it."))
        elif held.page.locked:
            row.faults.append(_("It is locked in the portal."))

    def _check_owners(self, row: Planned) -> None:
        """Who answers for it may confirm it and ask to share it: a file names nobody whom the portal would not."""
        for name in ("owner", "substitute"):
            if (named := row.values.get(name)) is not None and named.pk not in self.people.owners:
                row.faults.append(
                    _("%(name)s holds no role in this community and cannot own its resources.")
                    % {"name": named.name}
                )
        if row.values.keys().isdisjoint({"owner", "substitute"}):
            return
        page = row.held.page if row.held else None
        owner, other = (row.values.get(name, getattr(page, name, None)) for name in ("owner", "substitute"))
        if owner is not None and owner == other:
            row.faults.append(_("Nobody stands in for themselves: choose somebody else."))

    def _check_sharing(self, row: Planned) -> None:
        """A file begins inside and takes back inside; further out it goes by the community's rule only."""
        if "sharing" not in row.values:
            return
        level = Sharing(row.values["sharing"])
        now = Sharing(row.held.page.sharing if row.held else usual_sharing(self.community))
        if level.reach > now.reach:
            row.faults.append(_("Sharing it further goes by the community’s rule: ask for it in the portal."))
        elif level == Sharing.PARTNERS and row.held is not None:
            row.faults.append(_("Which partners keep it is said in the portal."))

    def _check_licence(self, row: Planned, cells: dict[str, str]) -> None:
        """What stays inside may say under which licence it would go; what went out keeps the licence it went under."""
        now = row.held.page.sharing if row.held else usual_sharing(self.community)
        level = row.values.get("sharing", now)
        said = row.values.get("licence", "")
        if level in OUTSIDE and "licence" in row.values:
            row.faults.append(_("The licence of what is shared outside goes by the community’s rule."))
        elif said and said not in self.licences:
            known = ", ".join(str(Licence(name).label) for name in self.licences)
            row.faults.append(_("The community’s rule knows these licences: %(known)s.") % {"known": known})
        elif level not in OUTSIDE and now in OUTSIDE and cells.get("licence"):
            # Taken back inside it would lose what the file says of it; nothing keeps it outside, though.
            licence = row.values.get("licence", row.held.page.licence if row.held else "")
            if licence in self.licences:
                row.values["licence"] = licence

    @cached_property
    def licences(self) -> list[str]:
        return rule_of(self.community).licences

    def _check_credits(self, row: Planned) -> None:
        """The credits of people with an account are theirs: no file drops them."""
        if row.held is None or "credits" not in row.values:
            return
        said = {word for _part, name, pk in row.values["credits"] for word in (pk, name)}
        for _part, name, pk in row.held.credits:
            if pk is not None and said.isdisjoint((pk, name)):
                stays = _("The credit of %(name)s stays. People themselves can ask not to be named.")
                row.faults.append(stays % {"name": name})


MOMENTS = {"confirmed_on": "confirmed_at", "published_on": "first_published_at", "retired_on": "retired_at"}


def _same_moment(now: Any, value: Any) -> bool:
    if now is None or value is None:
        return now is value
    return beside.same_moment(now, value)


def _no_publication() -> str:
    return _("A publication is put together in the portal; no file changes it.")
