"""What members need to take part, counted, and the settings that follow from it."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from typing import Any

import pytest

from communities.actions import memberships
from communities.actions import technical as actions
from communities.models import Membership
from communities.queries import technical as queries
from communities.tests.actions.test_technical import BY_MAIL, all_answer
from cop_portal.tests import factories

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


def prefers(community: Any) -> dict[str, int]:
    """What a watcher reads of the last question."""
    counted = queries.survey(community).counted
    return dict(counted[3].answers) if len(counted) > 2 else {}


def test_a_later_answer_does_not_show_when_the_counts_are_watched(community: Any, people: Any) -> None:
    all_answer(community, people)
    before = prefers(community)
    assert before == {"by e-mail": 3}

    pages = {**BY_MAIL, "prefers": "pages"}
    for who in (people.facilitator, people.knowledge_manager):
        actions.answer(community=community, by=who, **pages)
        assert prefers(community) == before
    # The same again, and one's own changed to and fro, are no further people.
    actions.answer(community=community, by=people.facilitator, **pages)
    actions.answer(community=community, by=people.knowledge_manager, **BY_MAIL)
    actions.answer(community=community, by=people.knowledge_manager, **pages)
    assert prefers(community) == before

    actions.answer(community=community, by=people.coordinator, **pages)

    assert prefers(community) == {"by e-mail": 3, "on the portal’s pages": 3}
    found = queries.survey(community)
    assert found.tally is not None
    assert (found.answered, found.tally.answered) == (6, 6)


@pytest.mark.parametrize("seed", range(12))
def test_whoever_compares_two_counts_sees_no_step_of_fewer_than_three(
    seed: int, community: Any, make_person: Any
) -> None:
    chance = random.Random(seed)
    crowd = [factories.joined(community, make_person()) for _ in range(9)]
    shown: Any = None
    moved: set[int] = set()
    given: dict[int, dict[str, str]] = {}
    for _ in range(40):
        who = chance.choice(crowd)
        said = {**BY_MAIL, "prefers": chance.choice(["mail", "pages"])}
        actions.answer(community=community, by=who, **said)
        if given.get(who.pk) != said:
            moved.add(who.pk)
        given[who.pk] = said
        found = queries.survey(community)
        now = (found.tally.at, [item.answers for item in found.counted[:4]]) if found.tally else None
        if now != shown:
            assert len(moved) >= queries.FEWEST
            shown, moved = now, set()
    assert shown is not None


def test_who_left_is_not_counted(community: Any, people: Any) -> None:
    all_answer(community, people)
    memberships.leave(community=community, by=people.member)

    found = queries.survey(community)
    assert (found.answered, found.is_enough) == (2, False)


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

    with django_assert_num_queries(3 if more else 2):
        assert queries.survey(community).answered == 1 + more
    with django_assert_num_queries(1):
        assert [row.state for row in queries.ways(community)] == ["open"] * 6
    assert Membership.objects.filter(community=community).exists()
