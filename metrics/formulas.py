"""The formulas of the indicators as plain functions; SQL that computes the same is tested against them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cop_portal.foundation.proportions import wilson

__all__ = ["gini", "kaplan_meier", "survival_median", "top_share", "wilson"]


def gini(values: Sequence[float]) -> float | None:
    """G = sum((2i - n - 1) * x_i) / (n * sum(x)), x ascending, i from 1. None without any amount."""
    ordered = sorted(values)
    n, total = len(ordered), sum(ordered)
    if n == 0 or total == 0:
        return None
    return sum((2 * i - n - 1) * x for i, x in enumerate(ordered, start=1)) / (n * total)


def top_share(values: Sequence[float], share: float) -> float | None:
    """What the most active ceil(n * share) people hold of everything, 0 to 1."""
    total = sum(values)
    if not values or total == 0:
        return None
    people = math.ceil(round(len(values) * share, 9))
    return sum(sorted(values, reverse=True)[:people]) / total


def kaplan_meier(durations: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """(time, survival) at each event. durations are (time, whether it happened); false is censored.

    An event at the same time as a censoring comes first (Kaplan and Meier 1958).
    """
    ordered = sorted(durations, key=lambda item: (item[0], not item[1]))
    survival, curve = 1.0, []
    for index, (time, happened) in enumerate(ordered):
        if happened:
            survival *= 1 - 1 / (len(ordered) - index)
            curve.append((time, survival))
    return curve


def survival_median(durations: Sequence[tuple[float, bool]]) -> float | None:
    """The first time at which half are done; None where fewer than half ever are."""
    return next((time for time, left in kaplan_meier(durations) if left <= 0.5 + 1e-12), None)
