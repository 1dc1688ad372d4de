"""The places of a community (its tabs). Each storey registers its own, so that none knows those above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from communities.models import Community


def _anybody(user: Any, community: Community) -> bool:
    return True


def _no_count(community: Community) -> int | None:
    return None


@dataclass(frozen=True)
class Place:
    """A tab: where it stands in the row, its label, its address, who may enter, what it counts."""

    order: int
    key: str
    label: str | Promise
    url_name: str
    may_enter: Callable[[Any, Community], bool] = _anybody
    count: Callable[[Community], int | None] = _no_count


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    url: str
    count: int | None


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    if _places.setdefault(place.key, place) is not place:
        raise ValueError(f"the place {place.key} is registered twice")


def tabs(user: Any, community: Community) -> list[Tab]:
    """The community's places that this person may enter, in order."""
    return [
        Tab(
            place.key,
            str(place.label),
            reverse(place.url_name, args=[community.slug]),
            place.count(community),
        )
        for place in sorted(_places.values(), key=lambda place: place.order)
        if place.may_enter(user, community)
    ]
