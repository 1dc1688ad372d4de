"""What waits for a person, from all storeys: each registers its own sources, the roof's desk gathers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi

from communities.enums import Role
from communities.models import Community

QUOTED = re.compile("([“«])(.+)([”»])")


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person, and the one way to deal with it."""

    key: str  # the kind and the row, "request:17": a dismissal names it
    sentence: str  # what waits and for whom, with its name
    action: str  # the words on the button
    url: str
    since: datetime.datetime  # when the waiting began
    community: Community | None = None
    reason: str = ""  # why this one comes first
    due: datetime.date | None = None

    @property
    def said(self) -> str:
        """The sentence; from right to left, what it quotes stands apart and keeps its own direction."""
        return QUOTED.sub("\\1\u2068\\2\u2069\\3", self.sentence) if get_language_bidi() else self.sentence

    @property
    def is_late(self) -> bool:
        """Past its day where its community is; where it has none, where the person is."""
        today = self.community.today if self.community else timezone.localdate()
        return self.due is not None and self.due < today


@dataclass(frozen=True)
class Source:
    """Where things to do come from. A small order goes first: what people wait for, then what is due."""

    order: int
    key: str
    label: str | Promise  # the heading of its part of the desk
    find: Callable[[Any], list[Waiting]]  # for one person, oldest first; at most a page, in few queries
    roles: frozenset[Role] = frozenset()  # whose desk it belongs to; empty for everybody's
    module: str = ""  # of communities.enums: what a community has switched off waits for nobody

    def waiting(self, user: Any) -> list[Waiting]:
        """What waits in communities that use it."""
        return [
            row for row in self.find(user) if not (row.community and self.module in row.community.modules_off)
        ]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    if _sources.setdefault(source.key, source) is not source:
        raise ValueError(f"the source {source.key} is registered twice")


def sources() -> list[Source]:
    return sorted(_sources.values(), key=lambda source: source.order)
