"""One person's desk: its piles, without what was set aside."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone, translation

from communities.actions import desk as actions
from communities.actions import memberships
from communities.desk import Waiting
from communities.enums import Role
from communities.queries import desk
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def vacancy(community: Any, people: Any) -> str:
    memberships.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)
    return f"vacancy:{community.pk}:expert"


def keys(user: Any, role: str = "") -> list[str]:
    return [item.key for pile in desk.piles(user, role=role) for item in pile.waiting]


def test_what_is_set_aside_is_gone_from_that_desk_alone(vacancy: str, community: Any, people: Any) -> None:
    second = memberships.give_role(
        community=community, user=people.member, role="coordinator", by=people.coordinator
    ).user
    actions.set_aside(by=people.coordinator, key=vacancy, reason="After the holidays")

    assert vacancy not in keys(people.coordinator)
    assert vacancy in keys(second)
    assert [row.reason for row in desk.set_aside_by(people.coordinator)] == ["After the holidays"]


def test_the_desk_of_one_role_shows_what_that_role_does(vacancy: str, people: Any) -> None:
    assert vacancy in keys(people.coordinator, Role.COORDINATOR)
    assert vacancy not in keys(people.coordinator, Role.KNOWLEDGE_MANAGER)


def test_a_stranger_has_nothing_of_it(vacancy: str, people: Any) -> None:
    assert keys(people.stranger) == []
    assert desk.with_roles(people.member) == []


def test_roles_are_counted_once_over_all_communities(community: Any, neighbour: Any, people: Any) -> None:
    factories.joined(neighbour, people.coordinator, "coordinator")
    memberships.give_role(community=community, user=people.coordinator, role="expert", by=people.coordinator)

    mine = desk.with_roles(people.coordinator)

    assert [row.community.name for row in mine] == sorted([community.name, neighbour.name])
    assert desk.roles_held(mine) == [Role.COORDINATOR, Role.EXPERT]


def test_what_a_sentence_quotes_keeps_its_own_direction_in_arabic_and_nothing_is_added_in_english() -> None:
    item = Waiting("x", "يريد 4 أعضاء: «Which pump lasts?».", "", "", timezone.now())

    assert item.said == item.sentence
    with translation.override("ar"):
        assert item.said == "يريد 4 أعضاء: «\u2068Which pump lasts?\u2069»."
        assert Waiting("y", "Plain", "", "", timezone.now()).said == "Plain"
