"""Shares that were counted on few."""

from __future__ import annotations

import pytest

from cop_portal.foundation.proportions import wilson


@pytest.mark.parametrize(
    ("successes", "n", "interval"), [(8, 10, (0.4902, 0.9433)), (80, 100, (0.7112, 0.8666)), (0, 0, (0, 1))]
)
def test_the_interval_is_that_of_the_books(successes: int, n: int, interval: tuple[float, float]) -> None:
    assert wilson(successes, n) == pytest.approx(interval, abs=0.0001)
