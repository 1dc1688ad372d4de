"""The four scores of a resource as plain functions, each from 0 to 100.

Where the literature has a formula it is named; where it has none, the rule is the house's own and says so.
Scores are for finding what needs care, never for people: they are not shown beside a name.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from cop_portal.foundation.proportions import wilson

# What is not known yet; it stands behind every known score in a list.
UNKNOWN = -1
# So few votes say nothing, and could tell who gave them (indicator I23).
LEAST_VOTES = 5
# A thousand weighed uses in a year are a full score.
FULL_USE = 1000
WEIGHT_OF_DOWNLOAD, WEIGHT_OF_CITATION, WEIGHT_OF_REUSE = 5, 20, 20


def freshness(age_days: int | None, interval_days: int, *, owned: bool, substituted: bool) -> int:
    """80 * max(0, 1 - a / 2L) + 10 for an owner + 10 for a substitute; house rule.

    a are the days since somebody confirmed it, L those of its own review interval: on the day of the
    review half of the 80 are left, after twice the interval none. None was confirmed yet: no points for age.
    """
    points = 10 * owned + 10 * substituted
    if age_days is not None:
        points += round(80 * max(0.0, 1 - max(age_days, 0) / (2 * max(interval_days, 1))))
    return min(points, 100)


def relevance(focus: Mapping[str, int], named: Collection[str]) -> int:
    """The weighed share of the focus that a text names: 100 * sum(w of those named) / sum(w of all).

    Coordination level matching with weights (Salton and McGill 1983, chapter 4). UNKNOWN without a focus.
    """
    total = sum(focus.values())
    if not total:
        return UNKNOWN
    return round(100 * sum(weight for term, weight in focus.items() if term in named) / total)


def usefulness(useful: int, not_useful: int) -> int:
    """The lower bound of the 95 per cent Wilson interval of useful / (useful + not) (Wilson 1927; indicator I23).

    (p + z²/2n - z * sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), in per cent. UNKNOWN below five votes.
    """
    votes = useful + not_useful
    if votes < LEAST_VOTES:
        return UNKNOWN
    return round(100 * wilson(useful, votes)[0])


def use(views: int, downloads: int, citations: int, reuses: int) -> int:
    """100 * lg(1 + u) / 3, u = views + 5 downloads + 20 citations + 20 reuses within a year; house rule.

    On a logarithm, because the tenth reader tells more than the thousandth.
    """
    weighed = (
        views + WEIGHT_OF_DOWNLOAD * downloads + WEIGHT_OF_CITATION * citations + WEIGHT_OF_REUSE * reuses
    )
    return min(round(100 * math.log10(1 + weighed) / math.log10(FULL_USE)), 100)


def pips(score: int) -> int:
    """A score as 0 to 5 marks."""
    return 0 if score <= 0 else min(math.ceil(score / 20), 5)
