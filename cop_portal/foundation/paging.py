"""Pages of a list: by numbers where the count is known anyway, by keys where it would have to be asked."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _


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


def _encode(values: Sequence[Any]) -> str:
    text = json.dumps([value.isoformat() if hasattr(value, "isoformat") else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(key: str, count: int) -> list[Any] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (ValueError, UnicodeDecodeError):
        return None
    return values if isinstance(values, list) and len(values) == count else None


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
    names = [name.lstrip("-") for name in order]
    down = order[0].startswith("-")
    back = "before" in params
    key = _decode(params.get("before" if back else "after", ""), len(names))
    found = rows
    if key is not None:
        found = found.filter(_beyond(names, key, "gt" if down == back else "lt"))
    ordering = [f"-{name}" for name in names] if down != back else names
    try:
        page = list(found.order_by(*ordering)[: size + 1])
    except (ValueError, TypeError):
        return key_set_page(rows, QueryDict(), order=order, size=size)
    more = len(page) > size
    page = page[:size]
    if back:
        page.reverse()
    links = []
    query = params.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    if page and (more if back else key is not None):
        query["before"] = _encode([_value(page[0], name) for name in names])
        links.append(Link(_("Earlier") if not down else _("Newer"), f"?{query.urlencode()}", rel="prev"))
        del query["before"]
    if page and (key is not None if back else more):
        query["after"] = _encode([_value(page[-1], name) for name in names])
        links.append(Link(_("Later") if not down else _("Older"), f"?{query.urlencode()}", rel="next"))
    return Page(page, links)


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = row[part] if isinstance(row, dict) else getattr(row, part)
    return row


def _beyond(names: Sequence[str], key: Sequence[Any], compare: str) -> Q:
    """Rows past the key: (a, b) > (x, y) spelled out so that the index on (a, b) serves."""
    condition = Q(**{f"{names[0]}__{compare}e": key[0]})
    inner = Q(**{f"{names[-1]}__{compare}": key[-1]})
    for name, value in zip(reversed(names[:-1]), reversed(list(key[:-1])), strict=True):
        inner = Q(**{f"{name}__{compare}": value}) | (Q(**{name: value}) & inner)
    return condition & inner
