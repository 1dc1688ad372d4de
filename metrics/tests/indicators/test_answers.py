"""I13, I14 and I18 of discussions that can be counted by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from discussions.models import Discussion
from metrics.actions import rollups
from metrics.formulas import survival_median
from metrics.models import Figure
from metrics.tests.makers import YESTERDAY, ago, answer, question, since

pytestmark = pytest.mark.django_db


def figure(community: Any, key: str) -> Figure:
    return Figure.objects.get(community=community, indicator=key, day=YESTERDAY)


def test_the_median_wait_counts_those_that_still_wait(community: Any, people: Any) -> None:
    since(community, 200)
    waits = []
    for number, hours in enumerate((1, 2, 5, 9, 30, 50)):
        talk = question(community, people.member, 40 - number)
        answer(talk, people.expert, 40 - number - hours / 24)
        waits.append((float(hours), True))
    for days in (2, 30):
        question(community, people.member, days)
        waits.append((days * 24.0, False))
    question(community, people.member, 120)  # before the window
    rollups.fill(through=YESTERDAY)

    found = figure(community, "I13")
    assert found.value == pytest.approx(survival_median(waits))
    assert found.parts == {"opened": 8, "unanswered": 2}


def test_ones_own_answer_is_none(community: Any, people: Any) -> None:
    since(community, 200)
    answer(question(community, people.member, 20), people.member, 19)
    rollups.fill(through=YESTERDAY)

    assert figure(community, "I13").value is None
    assert figure(community, "I14").parts == {"questions": 1, "answered": 0}


def test_answered_within_seven_days_is_what_counts_and_young_questions_wait(
    community: Any, people: Any
) -> None:
    since(community, 200)
    answer(question(community, people.member, 40), people.expert, 38)
    answer(question(community, people.member, 40), people.expert, 30)
    question(community, people.member, 40)
    question(community, people.member, 3)
    question(community, people.member, 40, kind="conversation")
    rollups.fill(through=YESTERDAY)

    found = figure(community, "I14")
    assert found.parts == {"questions": 3, "answered": 1}
    assert found.value == pytest.approx(1 / 3)


def test_syntheses_count_when_they_come_within_two_weeks(community: Any, people: Any) -> None:
    from discussions.models import Synthesis

    since(community, 400)
    for closed, published in ((30, 20), (60, 20), (90, None), (5, None), (300, 290)):
        talk = Discussion.objects.create(
            community=community,
            kind="facilitated",
            title="Pumps",
            body="x",
            body_html="x",
            closes_on=YESTERDAY - datetime.timedelta(days=closed),
            active_at=ago(closed),
            created_at=ago(closed + 20),
        )
        if published:
            Synthesis.objects.create(discussion=talk, published_at=ago(published))
    rollups.fill(through=YESTERDAY)

    found = figure(community, "I18")
    assert (found.parts["ended"], found.parts["concluded"]) == (3, 1)
