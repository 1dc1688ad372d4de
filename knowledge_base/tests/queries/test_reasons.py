"""Scores in words."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from knowledge_base.models import ResourcePage, ResourceScore
from knowledge_base.queries import reasons

pytestmark = pytest.mark.django_db


def resource(**values: Any) -> ResourcePage:
    return ResourcePage(review_months=12, **values)


def test_freshness_says_age_interval_and_who_is_missing() -> None:
    page = resource(confirmed_at=timezone.now() - datetime.timedelta(days=70))

    assert reasons.freshness(page, ResourceScore(owned=True)) == (
        "Confirmed 70 days ago. It is asked about every 12 months. Its owner has no substitute."
    )
    assert "Nobody owns it" in reasons.freshness(resource(), ResourceScore())


def test_words_of_the_community_are_told_inside_only() -> None:
    score = ResourceScore(named=["pumps", "ropes"], focus_size=9)

    assert reasons.relevance(score).endswith("subjects: pumps, ropes.")
    outside = reasons.relevance(score, inside=False)
    assert "2 of the 9" in outside
    assert "pumps" not in outside
    assert reasons.relevance(ResourceScore()) == "The community has not yet said what it is about."


def test_few_votes_are_not_told() -> None:
    assert "Fewer than five" in reasons.usefulness(ResourceScore(useful=1, not_useful=3))
    assert reasons.usefulness(ResourceScore(useful=23, not_useful=4)) == "23 of 27 readers found it useful."


def test_use_names_what_there_was() -> None:
    score = ResourceScore(views=412, downloads=0, citations=1, reuses=6)

    assert reasons.use(score) == "Within a year: read 412 times, linked to once, used in 6 places."
    assert "nobody read it" in reasons.use(ResourceScore())


@pytest.mark.parametrize(("value", "words"), [(-1, "not known yet"), (0, "0 of 5"), (61, "4 of 5")])
def test_each_score_has_its_words_beside_the_marks(value: int, words: str) -> None:
    said = reasons.said(resource(), ResourceScore(usefulness=value))[2]

    assert said.in_words == words
    assert sum(said.marks) == (int(words[0]) if words[0].isdigit() else 0)
