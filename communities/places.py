"""The places of a community: its tabs, and the pages under a tab.

Each storey registers its own, so that none knows those above. A place may belong to a module; what a
community has switched off leaves no place behind.
"""

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
    """A tab: where it stands in the row, its label, its address, who may enter, what it counts.

    With `under`, it is a page of that tab, listed below the tabs while one is there. `module` names
    the module of communities.enums that it belongs to.
    """

    order: int
    key: str
    label: str | Promise
    url_name: str
    may_enter: Callable[[Any, Community], bool] = _anybody
    count: Callable[[Community], int | None] = _no_count
    under: str = ""
    module: str = ""


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
    return _places_of(user, community, "")


def pages_under(user: Any, community: Community, tab: str) -> list[Tab]:
    """The pages of a tab that this person may enter, in order. Empty where the tab is its only page."""
    return _places_of(user, community, tab) if tab else []


def _places_of(user: Any, community: Community, under: str) -> list[Tab]:
    return [
        Tab(
            place.key,
            str(place.label),
            reverse(place.url_name, args=[community.slug]),
            place.count(community),
        )
        for place in sorted(_places.values(), key=lambda place: place.order)
        if place.under == under
        and place.module not in community.modules_off
        and place.may_enter(user, community)
    ]
