"""What came of it, as far as each reader may see each part."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from communities.models import GoalIndicator, Reading
from knowledge_base.actions.resources import note_reuse
from knowledge_base.enums import Sharing
from knowledge_base.queries import results
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)


def titles(who: Any, community: Any) -> set[str]:
    return {row.title for row in results.results(who, community)}


@pytest.fixture
def some(community: Any, people: Any) -> None:
    published(community, title="For members", kind="story", sharing=Sharing.COMMUNITY)
    published(community, title="For all", kind="story", sharing=Sharing.PUBLIC)
    tool = published(community, title="A tool", kind="tool", sharing=Sharing.COMMUNITY)
    note_reuse(resource=tool, by=people.member, where="Garissa", result="Half the cost")
    note_reuse(resource=tool, by=people.expert, where="Kisumu")
    indicator = GoalIndicator.objects.create(
        community=community, name="Pumps", definition="x", baseline=2, target=5
    )
    for month, value in ((1, 3), (5, 5), (9, 6)):
        Reading.objects.create(indicator=indicator, day=DAY.replace(month=month), value=value, source="x")


def test_each_reader_sees_the_parts_that_are_theirs(some: None, community: Any, people: Any) -> None:
    assert titles(people.member, community) == {"For members", "For all", "A tool", "Pumps"}
    told = {row.kind for row in results.results(people.member, community) if row.title == "A tool"}
    assert told == {"Used in Garissa"}
    assert titles(people.stranger, community) == {"For all", "Pumps"}
    assert titles(AnonymousUser(), community) == {"For all"}


def test_a_target_is_reached_on_its_first_day_upwards_or_downwards(
    community: Any, people: Any, some: None
) -> None:
    falling = GoalIndicator.objects.create(
        community=community, name="Sick", definition="x", baseline=9, target=4
    )
    for month, value in ((1, 8), (3, 4), (5, 3)):
        Reading.objects.create(indicator=falling, day=DAY.replace(month=month), value=value, source="x")

    found = {row.title: row.day for row in results.results(people.member, community)}

    assert found["Pumps"] == DAY
    assert found["Sick"] == DAY.replace(month=3)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_however_much_there_is(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for count in range(number):
        published(community, title=f"Story {count}", kind="story")
    results.results(people.member, community)

    with django_assert_num_queries(3):
        assert len(results.results(people.member, community)) == number


def test_outside_it_is_there_when_something_was_released(neighbour: Any, people: Any, some: None) -> None:
    assert results.shows_outside(people.member, neighbour.slug) is None
    published(neighbour, title="Loud", kind="story", sharing=Sharing.PUBLIC)
    assert results.shows_outside(AnonymousUser(), neighbour.slug) == neighbour
