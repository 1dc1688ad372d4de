"""Where people may choose by itself how notices reach them: the communities of a person, told by their storey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scope:
    """A place with a page of choices of its own, and what is chosen there in a few words."""

    label: str
    url: str
    summary: str
    accent: str = ""


Find = Callable[[Any], list[Scope]]
_finders: list[Find] = []


def register(find: Find) -> None:
    _finders.append(find)


def of_person(user: Any) -> list[Scope]:
    return [scope for find in _finders for scope in find(user)]
