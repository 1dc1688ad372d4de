"""The tabs of a community."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from communities import places

pytestmark = pytest.mark.django_db


def test_tabs_come_in_their_order_with_their_counts(community: Any, people: Any) -> None:
    found = {tab.key: tab for tab in places.tabs(people.member, community)}

    keys = list(found)
    assert keys[0] == "overview"
    assert keys[-1] == "about"
    assert keys.index("discussions") < keys.index("people")
    assert found["people"].count == community.member_count
    assert found["people"].url == "/communities/water/people/"


def test_the_tab_of_people_is_for_those_who_may_see_them(
    community: Any, neighbour: Any, people: Any, make_person: Any
) -> None:
    def has_people(who: Any, where: Any) -> bool:
        return "people" in [tab.key for tab in places.tabs(who, where)]

    assert has_people(people.stranger, community)
    assert not has_people(people.member, neighbour)
    assert not has_people(AnonymousUser(), community)
    assert not has_people(make_person(is_guest=True), community)


def test_a_place_is_registered_once() -> None:
    with pytest.raises(ValueError, match="people"):
        places.register(places.Place(1, "people", "People", "members"))
