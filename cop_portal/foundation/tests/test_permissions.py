"""How rules refuse."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from cop_portal.foundation.permissions import SYSTEM, Denied, actor_or_none, can, is_system


def refuses(user: object, why: str = "No.") -> None:
    raise Denied(why)


def breaks(user: object) -> None:
    raise ZeroDivisionError


def test_can_is_the_twin_of_a_check() -> None:
    assert can(lambda user: None, "somebody")
    assert not can(refuses, "somebody", why="Not you.")


def test_only_a_refusal_counts_as_no() -> None:
    with pytest.raises(ZeroDivisionError):
        can(breaks, "somebody")
    with pytest.raises(PermissionDenied):
        can(lambda user: (_ for _ in ()).throw(PermissionDenied), "somebody")


def test_a_refusal_is_a_sentence_and_forbidden_to_django() -> None:
    refusal = Denied("Members only.")

    assert isinstance(refusal, PermissionDenied)
    assert str(refusal.sentence) == "Members only."


def test_the_portal_itself_is_known_by_being_it() -> None:
    class Pretender:
        is_system = True

    assert is_system(SYSTEM)
    assert not is_system(Pretender())
    assert not is_system(None)
    assert actor_or_none(SYSTEM) is None
    assert actor_or_none("somebody") == "somebody"
