"""Pages of a list: by numbers where the count is known anyway, by keys where it would have to be asked."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigAutoField, BigIntegerField, DateTimeField, IntegerField, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from cop_portal.foundation.prepared import Prepared


@dataclass
class Link:
    """One link of a pager."""

    label: str = ""
    url: str = ""
    current: bool = False
    gap: bool = False
    rel: str = ""


@dataclass
class Page:
    """Rows of one page and the links to the others."""

    rows: Sequence[Any]
    links: list[Link]


def numbered_links(current: int, last: int, url: Callable[[int], str]) -> list[Link]:
    """Links for pages 1 to last with the present one in the middle; none for a single page."""
    if last <= 1:
        return []
    near = {1, last, *range(max(current - 2, 1), min(current + 2, last) + 1)}
    links, previous = [], 0
    if current > 1:
        links.append(Link(_("Previous"), url(current - 1), rel="prev"))
    for number in sorted(near):
        if number > previous + 1:
            links.append(Link(gap=True))
        links.append(Link(str(number), url(number), current=number == current))
        previous = number
    if current < last:
        links.append(Link(_("Next"), url(current + 1), rel="next"))
    return links


def key_set_page(
    rows: QuerySet[Any],
    params: QueryDict,
    *,
    order: Sequence[str],
    size: int = 20,
) -> Page:
    """A page of rows after (or before) a key, without counting and without OFFSET.

    order names the fields, all with '-' or none; the last must be unique. The address carries the
    key of the row at the edge, so that the deepest page costs what the first does. A key that
    cannot be read counts as none.
    """
    asked = _Asked(rows.model, params, order)
    return asked.page(list(asked.narrow(rows, asked.key)[: size + 1]), size)


class KeySetList:
    """The same for a list that is asked for often: its query is built once (foundation/prepared.py).

    build(marks, *shape) returns the rows as dictionaries (values), not yet ordered.
    """

    def __init__(
        self, model: type[Model], build: Callable[..., QuerySet[Any]], *, order: Sequence[str], size: int = 20
    ) -> None:
        self.model, self.build, self.order, self.size = model, build, order, size
        self.prepared = Prepared(self._build)

    def _build(self, marks: Any, back: bool, beyond: bool, *shape: Hashable) -> QuerySet[Any]:
        asked = _Asked(self.model, QueryDict(), self.order)
        asked.back = back
        key = [_MARK[kind](marks, f"key{n}") for n, kind in enumerate(asked.types)] if beyond else None
        return asked.narrow(self.build(marks, *shape), key)[: self.size + 1]

    def page(self, params: QueryDict, shape: tuple[Hashable, ...] = (), **parameters: Any) -> Page:
        asked = _Asked(self.model, params, self.order)
        if asked.key is not None:
            parameters.update({f"key{n}": value for n, value in enumerate(asked.key)})
        found = self.prepared.dicts((asked.back, asked.key is not None, *shape), **parameters)
        return asked.page(found, self.size)


def _moment(value: Any) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment


def _integer(value: Any, most: int) -> int:
    if abs(int(value)) > most:
        raise ValueError("larger than the column")
    return int(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("no text that Postgres takes")
    value.encode()  # half a surrogate pair is no text either
    return value


# Keys come from the address: what a column could not hold counts as unreadable.
_READ: dict[str, Callable[[Any], Any]] = {
    "moment": _moment,
    "integer": lambda value: _integer(value, 2**31 - 1),
    "big integer": lambda value: _integer(value, 2**63 - 1),
    "text": _text,
}
_MARK: dict[str, Callable[[Any, str], Any]] = {
    "moment": lambda marks, name: marks.moment(name),
    "integer": lambda marks, name: marks.integer(name),
    "big integer": lambda marks, name: marks.integer(name),
    "text": lambda marks, name: marks.text(name),
}


class _Asked:
    """Which page an address asks for."""

    def __init__(self, model: type[Model], params: QueryDict, order: Sequence[str]) -> None:
        self.params = params
        self.names = [name.lstrip("-") for name in order]
        self.types = [_type(model, name) for name in self.names]
        self.down = order[0].startswith("-")
        self.back = "before" in params
        self.key = self._decode(params.get("before" if self.back else "after", ""))
        self.back = self.back and self.key is not None

    def narrow(self, rows: QuerySet[Any], key: list[Any] | None) -> QuerySet[Any]:
        """Rows past the key, in the order in which they are read."""
        if key is not None:
            rows = rows.filter(_beyond(self.names, key, "gt" if self.down == self.back else "lt"))
        reverse = self.down != self.back
        return rows.order_by(*(f"-{name}" if reverse else name for name in self.names))

    def page(self, found: list[Any], size: int) -> Page:
        """The rows of the page, and the links to those beside it."""
        more, found = len(found) > size, found[:size]
        if self.back:
            found.reverse()
        links = []
        if found and (more if self.back else self.key is not None):
            links.append(self._link("before", found[0], _("Newer") if self.down else _("Earlier"), "prev"))
        if found and (self.key is not None if self.back else more):
            links.append(self._link("after", found[-1], _("Older") if self.down else _("Later"), "next"))
        return Page(found, links)

    def _link(self, side: str, row: Any, label: str, rel: str) -> Link:
        query = self.params.copy()
        for name in ("before", "after"):
            query.pop(name, None)
        values = [_value(row, name) for name in self.names]
        text = json.dumps([value.isoformat() if hasattr(value, "isoformat") else value for value in values])
        query[side] = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return Link(label, f"?{query.urlencode()}", rel=rel)

    def _decode(self, key: str) -> list[Any] | None:
        try:
            values = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
            return [_READ[kind](value) for kind, value in zip(self.types, values, strict=True)]
        except (ValueError, TypeError, OverflowError, RecursionError):
            return None


def _type(model: type[Model], name: str) -> str:
    """What a field's values are, for keys: a moment, a number or a text."""
    field: Any = None
    for part in name.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model or model
    while field.remote_field is not None:  # the key of a page of Wagtail's is that of the table above
        field = field.target_field
    if isinstance(field, DateTimeField):
        return "moment"
    if isinstance(field, BigIntegerField | BigAutoField):
        return "big integer"
    return "integer" if isinstance(field, IntegerField) else "text"


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row[name]
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _beyond(names: Sequence[str], key: Sequence[Any], compare: str) -> Q:
    """Rows past the key: (a, b) > (x, y) spelled out so that the index on (a, b) serves."""
    condition = Q(**{f"{names[0]}__{compare}e": key[0]})
    inner = Q(**{f"{names[-1]}__{compare}": key[-1]})
    for name, value in zip(reversed(names[:-1]), reversed(list(key[:-1])), strict=True):
        inner = Q(**{f"{name}__{compare}": value}) | (Q(**{name: value}) & inner)
    return condition & inner
