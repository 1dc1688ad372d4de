"""What the portal can see for itself about a community: evidence for checklists, figures for indicators.

Each storey registers what it knows, so that none knows those above.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from communities.models import Community


@dataclass(frozen=True)
class Evidence:
    """Whether a thing is so, and what was seen, in words ("Agreed by 12 of 40 members")."""

    found: bool
    words: str


@dataclass(frozen=True)
class Figure:
    """A number the portal measures for a community on any day; None where it is not known."""

    key: str
    label: str | Promise
    unit: str | Promise
    value: Callable[[Community, datetime.date], Decimal | None]


@dataclass(frozen=True)
class Topic:
    """What people speak of, counted in a period and in the one before."""

    label: str
    now: int
    before: int


# Topics of a community between two days, both included, and as long before the first.
TopicFinder = Callable[[Community, datetime.date, datetime.date], list[Topic]]

_evidence: dict[str, Callable[[Community], Evidence]] = {}
_figures: dict[str, Figure] = {}
_topics: dict[str, TopicFinder] = {}


def register_evidence(key: str, find: Callable[[Community], Evidence]) -> None:
    if _evidence.setdefault(key, find) is not find:
        raise ValueError(f"the evidence {key} is registered twice")


def find_evidence(key: str, community: Community) -> Evidence | None:
    """None where nobody looks for this kind of evidence."""
    find = _evidence.get(key)
    return find(community) if find else None


def register_figure(figure: Figure) -> None:
    if _figures.setdefault(figure.key, figure) is not figure:
        raise ValueError(f"the figure {figure.key} is registered twice")


def figures() -> dict[str, Figure]:
    return dict(_figures)


def register_topics(key: str, find: TopicFinder) -> None:
    if _topics.setdefault(key, find) is not find:
        raise ValueError(f"the topics {key} are registered twice")


def find_topics(community: Community, since: datetime.date, until: datetime.date) -> list[Topic]:
    """From all storeys, the greatest change first."""
    found = [topic for find in _topics.values() for topic in find(community, since, until)]
    return sorted(found, key=lambda topic: (-abs(topic.now - topic.before), topic.label))


# Sentences about how a community is doing, as one person may read them, most telling first.
_words: dict[str, Callable[[Community, Any], list[str]]] = {}


def register_words(key: str, find: Callable[[Community, Any], list[str]]) -> None:
    if _words.setdefault(key, find) is not find:
        raise ValueError(f"the words {key} are registered twice")


def words(community: Community, user: Any) -> list[str]:
    """What the storeys above say about a community today."""
    return [sentence for find in _words.values() for sentence in find(community, user)]
