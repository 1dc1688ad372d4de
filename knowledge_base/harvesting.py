"""Where a harvest comes from: each kind of thing that ends registers itself, with what can be kept of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.activity.verbs import Verb


@dataclass(frozen=True)
class Crop:
    """What a thing yields: the kinds of resource it could become, and what such a draft would say."""

    community: Community
    title: str
    summary: str
    url: str
    kinds: tuple[str, ...]
    fields: Callable[[str], dict[str, Any]]  # for a kind
    credits: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A kind of thing that ends. `find` gives none where there is nothing (any more) to harvest."""

    key: str
    label: str | Promise
    verbs: tuple[Verb, ...]  # after these an offer is made
    pk_of: Callable[[ActivityEntry], int | None]
    find: Callable[[int], Crop | None]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    if _sources.setdefault(source.key, source) is not source:
        raise ValueError(f"the source {source.key} is registered twice")


def get(key: str) -> Source | None:
    return _sources.get(key)
