"""Reading what was passed on from other levels."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.models import Community
from cop_portal.tests import factories
from discussions.actions import passings as actions
from discussions.queries import passings
from discussions.tests.makers import facilitated, question

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - datetime.timedelta(days=1)


@pytest.fixture
def country(community: Any) -> Community:
    """Water Kenya, part of Water."""
    return factories.community("Water Kenya", level="country", parent=community)


def passed(community: Any, country: Community, people: Any, title: str = "Which pump lasts?") -> Any:
    talk = question(community, people.member, title=title)
    actions.pass_on(discussion=talk, to=country, by=people.facilitator)
    country.refresh_from_db()
    return talk


def test_where_nothing_was_passed_on_nothing_is_asked(
    country: Any, people: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert passings.list_of(people.member, country) == []
        assert passings.newest(people.member, [country], since=LONG_AGO) == []


def test_the_newest_comes_first_with_its_origin(community: Any, country: Any, people: Any) -> None:
    passed(community, country, people, "First")
    talk = passed(community, country, people, "Second")

    found = passings.list_of(people.stranger, country)

    assert [row["discussion__title"] for row in found] == ["Second", "First"]
    assert (found[0]["discussion_id"], found[0]["discussion__community__slug"]) == (talk.pk, "water")
    assert found[0]["discussion__author__name"] == "Mona Member"


@pytest.mark.parametrize("visibility", ["closed", "secret"])
def test_passing_on_opens_nothing(visibility: str, community: Any, country: Any, people: Any) -> None:
    passed(community, country, people)
    Community.objects.filter(pk=community.pk).update(visibility=visibility)

    for who in (people.stranger, people.sponsor, AnonymousUser()):
        assert passings.list_of(who, country) == []
        assert passings.newest(who, [country], since=LONG_AGO) == []
    assert len(passings.list_of(people.expert, country)) == 1


def test_targets_are_one_level_away_and_known(community: Any, country: Any, people: Any) -> None:
    factories.community("Water Nakuru", level="local", parent=country)
    talk = passed(community, country, people)
    other = factories.community("Water Ghana", level="country", parent=community)

    found = {one.name: one.passed for one in passings.discussion_targets(people.facilitator, talk)}

    assert found == {"Water Kenya": True, "Water Ghana": False}
    Community.objects.filter(pk=other.pk).update(visibility="secret")
    assert [one.name for one in passings.discussion_targets(people.facilitator, talk)] == ["Water Kenya"]


def test_what_can_be_fetched_is_open_readable_and_not_here_yet(
    community: Any, country: Any, people: Any
) -> None:
    passed(community, country, people, "Here already")
    facilitated(community, people.facilitator, opened=False)
    talk = question(community, people.member, title="Not yet")

    assert passings.to_fetch(people.facilitator, country) == [talk]
    assert passings.to_fetch(AnonymousUser(), country) == []


def test_levels_above_and_below_are_known(community: Any, country: Any, neighbour: Any) -> None:
    assert passings.has_neighbours(community)
    assert passings.has_neighbours(country)
    assert not passings.has_neighbours(neighbour)
