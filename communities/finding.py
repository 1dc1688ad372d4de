"""What can be found, from all storeys: each registers its sources, the search at the roof gathers.

A source answers in two statements. `hits` are bounded and light: the newest rows that match and that this
person may read, with what they are counted by. `rows` are those few of them that a page shows.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise

FACETS = ("community", "language", "place", "since", "trust")


@dataclass(frozen=True)
class Narrowed:
    """What the reader narrowed a search to; empty for all."""

    community: int = 0
    language: str = ""
    place: str = ""
    since: datetime.datetime | None = None
    trust: str = ""

    def names(self) -> set[str]:
        return {name for name in FACETS if getattr(self, name)}


@dataclass(frozen=True)
class Reach:
    """Which communities a person reads, by their keys."""

    read: Sequence[int] = ()

    def within(self, column: str) -> tuple[str, dict[str, Any]]:
        """That a column names a community this person reads, as SQL, and what stands in its marks.

        By the keys, or by those that are missing among them, whichever are fewer: Postgres weighs each key
        before it plans, and compares it with every row that it walks. Either way what is founded meanwhile
        is not read.
        """
        known, last = set(self.read), max(self.read, default=0)
        if len(known) <= last - len(known):
            return f"{column} = ANY(%(read)s)", {"read": list(self.read)}
        within, marks = f"{column} <= %(last)s", {"last": last}
        closed = [key for key in range(1, last + 1) if key not in known]
        if not closed:
            return within, marks
        return f"{within} AND {column} <> ALL(%(closed)s)", {**marks, "closed": closed}


@dataclass(frozen=True)
class Question:
    """Who seeks what: words as typed and folded, and as a tsquery (foundation/searching.py)."""

    user: Any
    words: str
    folded: str
    query: str
    reach: Reach
    narrowed: Narrowed = Narrowed()


class Hit(NamedTuple):
    """A row that matches, with what it is ranked and counted by."""

    pk: int
    rank: float = 0.0
    exact: bool = False
    community: int | None = None
    language: str = ""
    place: str = ""
    at: datetime.datetime | None = None
    trust: str = ""


class Finding(NamedTuple):
    """A row as the page shows it: its title leads to it, its text has the words that match."""

    pk: int
    title: str
    url: str
    text: str = ""
    meta: tuple[str, ...] = ()
    accent: str = ""
    trust: tuple[str, str] = ("", "")  # its state, and that in words
    face: str = ""  # whose initials stand beside it
    at: datetime.datetime | None = None


@dataclass(frozen=True)
class Source:
    """Where findings come from. Sources of one kind are shown together."""

    order: int
    key: str
    kind: str
    label: str | Promise
    hits: Callable[[Question], list[Hit]]
    rows: Callable[[Question, Sequence[int]], list[Finding]]
    # Titles or names written much like the words, where few rows match them as they are.
    alike: Callable[[Question], list[Hit]] | None = None
    # What its rows can be narrowed by; it is not asked where the reader narrowed by anything else.
    facets: frozenset[str] = frozenset()


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    if _sources.setdefault(source.key, source) is not source:
        raise ValueError(f"the source {source.key} is registered twice")


def sources() -> list[Source]:
    return sorted(_sources.values(), key=lambda source: source.order)


def in_order(findings: Sequence[Finding], pks: Sequence[int]) -> list[Finding]:
    """Rows in the order of their keys."""
    by_pk = {finding.pk: finding for finding in findings}
    return [by_pk[pk] for pk in pks if pk in by_pk]
