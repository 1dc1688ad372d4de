"""The registry of first steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from communities import newcomers


@pytest.fixture(autouse=True)
def _empty(monkeypatch: Any) -> None:
    monkeypatch.setattr(newcomers, "_steps", {})


def step(order: int, key: str) -> newcomers.FirstStep:
    return newcomers.FirstStep(order, key, key, lambda where: "/", lambda where, ids: set())


def test_steps_come_in_their_order_where_they_apply() -> None:
    newcomers.register(step(20, "second"))
    newcomers.register(step(10, "first"))
    newcomers.register(replace(step(15, "never"), applies=lambda where: False))

    assert [found.key for found in newcomers.steps_of(None)] == ["first", "second"]  # type: ignore[arg-type]


def test_a_step_is_registered_once() -> None:
    newcomers.register(step(10, "first"))

    with pytest.raises(ValueError, match="twice"):
        newcomers.register(step(10, "first"))
