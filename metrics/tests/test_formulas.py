"""Golden cases of the formulas, and what must hold of them for any numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.formulas import gini, kaplan_meier, survival_median, top_share, wilson

AMOUNTS = st.lists(st.integers(0, 1000), min_size=1, max_size=60)
WAITS = st.lists(st.tuples(st.floats(0.1, 1000), st.booleans()), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 1, 1, 1], 0), ([0, 0, 0, 1], 0.75), ([1, 2, 3, 4], 0.25), ([0] * 90 + [1] * 9 + [91], 0.981)],
)
def test_gini_of_the_golden_cases(values: list[int], expected: float) -> None:
    assert gini(values) == pytest.approx(expected, abs=0.0005)


def test_gini_of_nothing_is_nothing() -> None:
    assert gini([]) is None
    assert gini([0, 0]) is None


@given(AMOUNTS)
def test_gini_lies_between_nought_and_one_and_does_not_mind_order_or_scale(values: list[int]) -> None:
    result = gini(values)

    if result is not None:
        assert -1e-9 <= result < 1
        assert gini(values[::-1]) == pytest.approx(result)
        assert gini([value * 7 for value in values]) == pytest.approx(result)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"), [(8, 10, 0.4902, 0.9433), (80, 100, 0.7112, 0.8666), (0, 0, 0, 1)]
)
def test_wilson_of_the_golden_cases(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share_and_stays_within_bounds(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))

    low, high = wilson(successes, n)

    assert 0 <= low <= successes / n + 1e-9
    assert successes / n - 1e-9 <= high <= 1


def test_kaplan_meier_of_the_golden_case_counts_those_still_waiting() -> None:
    waits = [(1, True), (2, False), (3, True), (4, False), (5, True)]

    assert [left for _time, left in kaplan_meier(waits)] == pytest.approx([0.8, 0.5333, 0], abs=0.0001)
    assert survival_median(waits) == 5


def test_without_enough_answers_there_is_no_median() -> None:
    assert survival_median([(1, False), (2, True), (3, False), (9, False)]) is None


@given(WAITS)
def test_survival_only_falls(waits: list[tuple[float, bool]]) -> None:
    left = [1.0, *(value for _time, value in kaplan_meier(waits))]

    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(left))


@given(AMOUNTS)
def test_the_top_holds_at_least_its_share(values: list[int]) -> None:
    share = top_share(values, 0.1)

    if share is not None:
        assert 0.1 - 1e-9 <= share <= 1
