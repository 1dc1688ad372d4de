"""Whom the list offers after an @."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests.factories import joined, people_of
from discussions.queries import mentions

pytestmark = pytest.mark.django_db


def names(found: list[dict[str, str]]) -> list[str]:
    return [one["name"] for one in found]


def test_members_stand_first_and_one_is_not_offered_oneself(
    community: Any, people: Any, make_person: Any
) -> None:
    make_person("Zora Adeyemi")
    here = joined(community, make_person("Zora Member"))

    assert names(mentions.offered(people.member, community, "zor")) == ["Zora Member", "Zora Adeyemi"]
    assert names(mentions.offered(here, community, "Zora M")) == []


def test_people_who_may_not_read_are_not_offered(neighbour: Any, people: Any) -> None:
    writer = people_of(neighbour).member

    assert mentions.offered(writer, neighbour, people.member.name) == []


def test_where_two_have_one_name_the_words_carry_the_persons_number(
    community: Any, people: Any, make_person: Any
) -> None:
    one = joined(community, make_person("Zora Same"))
    joined(community, make_person("Zora Same", email="same@example.org"))

    assert mentions.offered(people.member, community, "zora")[0]["insert"] == f"@Zora Same#{one.pk}"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    number: int, community: Any, people: Any, make_person: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        joined(community, make_person(f"Zora {'ABC'[index]}", email=f"z{index}@example.org"))

    with django_assert_num_queries(2):
        assert len(mentions.offered(people.member, community, "zora")) == number
