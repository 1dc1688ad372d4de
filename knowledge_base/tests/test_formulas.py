"""The four scores against cases counted by hand."""

from __future__ import annotations

import pytest

from knowledge_base import formulas


@pytest.mark.parametrize(
    ("age", "owned", "substituted", "score"),
    [
        (0, True, True, 100),
        (365, True, True, 60),  # on the day of its review half of the eighty are left
        (730, True, False, 10),
        (5000, False, False, 0),
        (None, True, True, 20),
        (-3, True, True, 100),
    ],
)
def test_freshness_falls_with_age_against_its_own_interval(
    age: int | None, owned: bool, substituted: bool, score: int
) -> None:
    assert formulas.freshness(age, 365, owned=owned, substituted=substituted) == score


def test_a_long_interval_ages_slower_than_a_short_one() -> None:
    ages = [formulas.freshness(90, days, owned=True, substituted=True) for days in (30, 180, 720)]

    assert ages == sorted(ages)
    assert ages[0] == 20


def test_relevance_is_the_weighed_share_of_the_focus() -> None:
    focus = {"pump": 3, "well": 2, "rope": 1}

    assert formulas.relevance(focus, {"pump", "rope", "paint"}) == 67
    assert formulas.relevance(focus, set()) == 0
    assert formulas.relevance({}, {"pump"}) == formulas.UNKNOWN


@pytest.mark.parametrize(
    ("useful", "not_useful", "score"),
    [(8, 2, 49), (80, 20, 71), (4, 0, formulas.UNKNOWN), (0, 5, 0), (5, 0, 57), (0, 0, formulas.UNKNOWN)],
)
def test_usefulness_is_the_lower_bound_and_says_nothing_on_few_votes(
    useful: int, not_useful: int, score: int
) -> None:
    assert formulas.usefulness(useful, not_useful) == score


def test_use_grows_with_each_kind_and_ends_at_a_hundred() -> None:
    assert formulas.use(0, 0, 0, 0) == 0
    assert formulas.use(9, 0, 0, 0) == 33
    assert formulas.use(0, 1, 0, 0) > formulas.use(1, 0, 0, 0)
    assert formulas.use(0, 0, 1, 0) == formulas.use(0, 0, 0, 1) == formulas.use(20, 0, 0, 0)
    assert formulas.use(10**6, 0, 0, 0) == 100


def test_marks_are_five_at_most_and_none_for_what_is_not_known() -> None:
    assert [formulas.pips(score) for score in (-1, 0, 1, 20, 21, 100)] == [0, 0, 1, 1, 2, 5]
