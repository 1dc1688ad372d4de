"""What hangs on a resource and goes over to the one it was merged into: each noun registers what unites its rows."""

from __future__ import annotations

from collections.abc import Callable

from knowledge_base.models import ResourcePage

Unite = Callable[[ResourcePage, ResourcePage], None]
_uniting: list[Unite] = []


def when_merged(unite: Unite) -> Unite:
    """Register a function (winner, loser). It moves rows and deletes none; what both have counts once."""
    _uniting.append(unite)
    return unite


def unite_all(winner: ResourcePage, loser: ResourcePage) -> None:
    for unite in _uniting:
        unite(winner, loser)
