"""What waits for a facilitator: for them alone, oldest first, in a constant number of queries."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import flags, moderation
from discussions.queries import matters
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_and_the_desk_ask_the_same_for_one_and_for_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = question(community, people.expert)
    for count in range(number):
        made = said(talk, people.member, f"Word {count}")
        flags.flag(discussion=talk, contribution=made, by=people.guest, reason="wrong")

    with django_assert_num_queries(2):
        rows = list(matters.of_community(people.facilitator, community).order_by(*matters.ORDER))
        assert [row.text.body for row in rows] == [f"Word {count}" for count in range(number)]
        assert [flag.by.name for row in rows for flag in row.flags.all()] == ["Gil Guest"] * number
    with django_assert_num_queries(1):
        assert len(matters.waiting_matters(people.facilitator)) == number


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger"])
def test_it_is_on_nobody_elses_desk(who: str, community: Any, people: Any) -> None:
    talk = question(community, people.knowledge_manager)
    made = said(talk, people.member)
    flags.flag(discussion=talk, contribution=made, by=people.expert, reason="wrong")

    assert matters.waiting_matters(getattr(people, who)) == []
    assert not matters.of_community(getattr(people, who), community, decided=None).exists()


def test_the_context_is_what_was_said_around_it(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    made = [said(talk, people.member, f"Word {count}") for count in range(7)]
    flags.flag(discussion=talk, contribution=made[3], by=people.guest, reason="wrong")
    matter = matters.of_community(people.facilitator, community).get()

    assert [row.number for row in matters.around(matter)] == [2, 3, 4, 5, 6]

    moderation.dismiss(matter=matter, by=people.facilitator)
    assert not matters.of_community(people.facilitator, community).exists()
    assert matters.of_community(people.facilitator, community, decided=True).exists()
