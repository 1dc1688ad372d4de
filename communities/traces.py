"""What a person gave and what became of it, for their profile. Each storey registers what it knows.

Every source asks only for what the viewer may read: a profile shows nobody more than the pages do.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Trace:
    """One thing a person gave."""

    at: datetime.datetime
    title: str
    url: str
    kind: str  # "Contribution", "Resource", "Role"
    place: str  # the community's name
    became: tuple[str, ...] = ()  # in words: "Accepted as the answer"


Source = Callable[[Any, Any, int], list[Trace]]  # (viewer, person, limit), newest first, in one statement
_sources: dict[str, Source] = {}


def register(key: str, source: Source) -> None:
    if _sources.setdefault(key, source) is not source:
        raise ValueError(f"the source {key} is registered twice")


def of_person(viewer: Any, person: Any, *, limit: int = 12) -> list[Trace]:
    """What the person gave lately, newest first; what became something goes before what did not."""
    found = [trace for source in _sources.values() for trace in source(viewer, person, limit)]
    return sorted(found, key=lambda trace: (bool(trace.became), trace.at), reverse=True)[:limit]


def whole_trail(person: Any, *, most: int = 20_000) -> list[Trace]:
    """All that a person gave, the newest first: for themselves, as far as they may still read it."""
    found = [trace for source in _sources.values() for trace in source(person, person, most)]
    return sorted(found, key=lambda trace: trace.at, reverse=True)[:most]
