"""Findings say what they can, keep silent about few, and cost the same for any history."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from metrics.models import Figure
from metrics.queries import health
from metrics.tests.makers import YESTERDAY

pytestmark = pytest.mark.django_db


def figure(community: Any, key: str, back: int = 0, **fields: Any) -> Figure:
    day = YESTERDAY - back * health.STEP
    return Figure.objects.create(community=community, indicator=key, day=day, version=1, **fields)


def only(user: Any, community: Any, key: str) -> health.Finding:
    _day, found = health.findings(user, community)
    return next(item for item in found if item.indicator.key == key)


def test_without_figures_there_is_nothing_to_say(community: Any, people: Any) -> None:
    assert health.findings(people.member, community) == (None, [])


def test_a_clear_rise_is_better_and_a_small_one_the_same(community: Any, people: Any) -> None:
    figure(community, "I03", value=0.6, n=100, parts={"contributors": 60, "members": 100})
    figure(community, "I03", 3, value=0.2, n=100, parts={"contributors": 20, "members": 100})
    figure(community, "I02", value=0.62, n=100, parts={"active": 62, "members": 100})
    figure(community, "I02", 3, value=0.6, n=100, parts={"active": 60, "members": 100})

    assert only(people.member, community, "I03").trend == "better"
    assert only(people.member, community, "I02").trend == "same"
    assert "60 of 100 members" in only(people.member, community, "I03").sentence
    assert "20 of 100" in only(people.member, community, "I03").sentence


def test_longer_waits_are_worse(community: Any, people: Any) -> None:
    figure(community, "I13", value=90.0, n=40, parts={"opened": 40, "unanswered": 3})
    figure(community, "I13", 3, value=20.0, n=40, parts={"opened": 40, "unanswered": 3})

    found = only(people.member, community, "I13")

    assert found.trend == "worse"
    assert "4 days" in found.sentence
    assert "20 hours" in found.sentence


def test_nothing_is_called_better_or_worse_where_few_are_counted(community: Any, people: Any) -> None:
    figure(community, "I03", value=1.0, n=12, parts={"contributors": 12, "members": 12})
    figure(community, "I03", 3, value=0.0, n=12, parts={"contributors": 0, "members": 12})

    assert only(people.member, community, "I03").trend == "same"


def test_a_figure_about_four_people_is_shown_nowhere(community: Any, people: Any) -> None:
    figure(community, "I03", value=0.04, n=100, parts={"contributors": 4, "members": 100})

    found = only(people.member, community, "I03")

    assert "4" not in found.sentence
    assert found.points == []
    assert health.rows_for_csv(people.member, community)[0][3:5] == ["", ""]


def test_strangers_see_no_figure_of_a_closed_community(neighbour: Any, people: Any) -> None:
    figure(neighbour, "I03", value=0.5, n=100, parts={"contributors": 50, "members": 100})

    assert health.findings(people.member, neighbour) == (None, [])
    assert health.rows_for_csv(people.member, neighbour) == []


@pytest.mark.parametrize("months", [1, 12])
def test_the_page_costs_the_same_for_a_short_and_a_long_history(
    months: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for back in range(months):
        figure(community, "I03", back, value=0.5, n=100, parts={"contributors": 50, "members": 100})
    browser = sign_in(people.member)
    browser.get(f"/communities/{community.slug}/health/")

    with django_assert_num_queries(5):
        assert browser.get(f"/communities/{community.slug}/health/").status_code == 200


def test_days_of_figures_are_a_year_and_a_bit(community: Any, people: Any) -> None:
    figure(community, "I03", 30, value=0.5, n=100, parts={"contributors": 50, "members": 100})
    figure(community, "I03", 0, value=0.5, n=100, parts={"contributors": 50, "members": 100})

    rows = health.rows_for_csv(people.member, community)

    assert [row[0] for row in rows] == [YESTERDAY.isoformat()]
    assert datetime.date(2025, 1, 1) > YESTERDAY - 30 * health.STEP
