"""What members need to take part, counted, and the settings that follow from it."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest

from communities.actions import memberships
from communities.actions import technical as actions
from communities.models import Membership
from communities.queries import technical as queries
from communities.tests.actions.test_technical import BY_MAIL, all_answer

pytestmark = pytest.mark.django_db
WINTER = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


def keys(community: Any) -> dict[str, str]:
    return {item.key: item.what for item in queries.survey(community).proposals}


def test_fewer_than_three_answers_are_not_shown(community: Any, people: Any) -> None:
    for who in (people.member, people.expert):
        actions.answer(community=community, by=who, **BY_MAIL)

    found = queries.survey(community)

    assert (found.answered, found.is_enough) == (2, False)
    assert [item.label for item in found.counted] == ["languages", "time zones"]
    assert "modules" not in keys(community)


def test_answers_are_counted_and_speak_for_settings(community: Any, people: Any) -> None:
    all_answer(community, people)
    found = queries.survey(community)
    assert found.counted[0].answers == [("slow: pages take long, videos stop", 3)]
    assert keys(community)["modules"] == "Modules: By e-mail: discussions and newsletter"

    all_answer(community, people, prefers="pages")
    assert keys(community)["modules"].startswith("Modules: Simple")
    all_answer(community, people, prefers="pages", line="fast")
    assert "modules" not in keys(community)


def test_who_left_is_not_counted(community: Any, people: Any) -> None:
    all_answer(community, people)
    memberships.leave(community=community, by=people.member)

    assert queries.survey(community).answered == 2


def test_nobody_sees_who_answered_what(community: Any, people: Any) -> None:
    actions.answer(community=community, by=people.member, **BY_MAIL)

    assert queries.own_answer(people.member, community) is not None
    for who in (people.coordinator, people.administrator, people.stranger):
        assert queries.own_answer(who, community) is None


@pytest.mark.parametrize(
    ("zones", "zone", "wanted"),
    [
        ({"UTC": 5}, "UTC", (12, 5)),
        ({"Africa/Nairobi": 5}, "UTC", (12, 5)),  # 15 o'clock there
        ({"America/New_York": 3, "Asia/Kolkata": 4}, "UTC", (11, 4)),
        ({"America/New_York": 1, "Europe/Paris": 1}, "Europe/Paris", (15, 2)),
    ],
)
def test_the_hour_of_meetings_suits_the_most(
    zones: dict[str, int], zone: str, wanted: tuple[int, int]
) -> None:
    assert queries.best_hour(Counter(zones), zone, at=WINTER) == wanted


@pytest.mark.parametrize("more", [0, 2])
def test_the_survey_costs_the_same_for_one_and_three(
    more: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    actions.answer(community=community, by=people.member, **BY_MAIL)
    for who in (people.expert, people.guest)[:more]:
        actions.answer(community=community, by=who, **BY_MAIL)

    with django_assert_num_queries(2):
        assert queries.survey(community).answered == 1 + more
    with django_assert_num_queries(1):
        assert [row.state for row in queries.ways(community)] == ["open"] * 6
    assert Membership.objects.filter(community=community).exists()
