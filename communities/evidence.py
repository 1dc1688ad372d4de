"""What the portal can see for itself about a community: evidence for checklists, figures for indicators.

Each storey registers what it knows, so that none knows those above.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

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


_evidence: dict[str, Callable[[Community], Evidence]] = {}
_figures: dict[str, Figure] = {}


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
