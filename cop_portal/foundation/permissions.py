"""How a rule refuses, in every storey.

A rule is a function `check_<verb>_<noun>(user, ...)` in its storey's permissions.py. It returns
nothing when the person may, and raises Denied with a sentence for them when not. `can` is the
boolean twin, for buttons.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


class Denied(PermissionDenied):
    """The person may not do this. `sentence` says so in words meant for them."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def can(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Whether the rule `check` lets this through. Only Denied counts as no; other errors rise."""
    try:
        check(*args, **kwargs)
    except Denied:
        return False
    return True


class _System:
    """The portal itself, as the one who acts in tasks and imports. Rules let it pass by name."""

    pk = None
    is_authenticated = True
    is_system = True

    def __str__(self) -> str:
        return "system"


SYSTEM = _System()


def is_system(user: Any) -> bool:
    return user is SYSTEM


def actor_or_none(user: Any) -> Any:
    """The person for a foreign key: none when the portal itself acts."""
    return None if is_system(user) else user
