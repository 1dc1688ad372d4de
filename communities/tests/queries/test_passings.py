"""What was passed on between levels, as lists and choices show it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.actions import events as event_actions
from communities.actions import passings as actions
from communities.enums import Capability
from communities.models import Community, Event
from communities.queries import passings
from communities.tests.makers import announced, is_over, level_below
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - datetime.timedelta(days=1)


@pytest.fixture
def country(community: Any) -> Community:
    return level_below(community)


def passed(community: Any, country: Community, people: Any, title: str = "Pumps", **fields: Any) -> Event:
    event = announced(community, people.facilitator, title=title, **fields)
    actions.pass_on(event=event, to=country, by=people.facilitator, words="For you")
    country.refresh_from_db()
    return event


def titles(user: Any, country: Community) -> list[str]:
    country.refresh_from_db()
    shown = [row.title for row in passings.list_of(user, country)]
    assert sorted(row.title for row in passings.newest(user, [country], since=LONG_AGO)) == sorted(shown)
    return shown


def test_where_nothing_was_passed_on_nothing_is_asked(
    country: Any, people: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert passings.list_of(people.member, country) == []
        assert passings.newest(people.member, [country], since=LONG_AGO) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_soonest_comes_first_with_its_origin_in_one_statement(
    number: int, community: Any, country: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        begins = datetime.timedelta(days=9 - index)
        passed(community, country, people, f"Event {index}", begins_in=begins, leader=people.expert)

    with django_assert_num_queries(1):
        found = passings.list_of(people.stranger, country)

    assert [row.title for row in found] == [f"Event {index}" for index in reversed(range(number))]
    assert (found[0].community, found[0].level, found[0].words) == ("Water", "Global", "For you")
    assert found[0].author == people.expert.name
    assert f"/communities/water/events/{found[0].pk}/" == found[0].url


@pytest.mark.parametrize("visibility", ["closed", "secret"])
def test_passing_on_opens_nothing(visibility: str, community: Any, country: Any, people: Any) -> None:
    passed(community, country, people)
    Community.objects.filter(pk=community.pk).update(visibility=visibility)

    for who in (people.stranger, people.sponsor, factories.holder(country, "facilitator"), AnonymousUser()):
        assert titles(who, country) == []
    assert titles(people.expert, country) == ["Pumps"]


def test_visitors_read_who_leads_it_nowhere(community: Any, country: Any, people: Any) -> None:
    passed(community, country, people, leader=people.expert)
    Community.objects.filter(pk=community.pk).update(visibility="public")

    assert [row.author for row in passings.list_of(AnonymousUser(), country)] == [""]


def test_what_is_cancelled_over_or_of_a_closed_community_is_gone(
    community: Any, country: Any, people: Any
) -> None:
    dropped = passed(community, country, people, "Dropped")
    is_over(passed(community, country, people, "Over"))
    passed(community, country, people, "Stays")
    event_actions.cancel(event=dropped, by=people.facilitator, reason="No speaker")

    assert titles(people.stranger, country) == ["Stays"]
    Community.objects.filter(pk=community.pk).update(archived_at=timezone.now())
    assert titles(people.stranger, country) == []
    Community.objects.filter(pk=community.pk).update(archived_at=None)
    assert titles(people.stranger, country) == ["Stays"]


@pytest.mark.parametrize("off", ["community", "country"])
def test_where_events_are_switched_off_none_stands(
    off: str, community: Any, country: Any, people: Any
) -> None:
    passed(community, country, people)
    where = community if off == "community" else country
    Community.objects.filter(pk=where.pk).update(modules_off=["events"])

    assert titles(people.stranger, country) == []


def test_what_stands_in_one_of_one_s_own_communities_is_no_news(
    community: Any, country: Any, people: Any
) -> None:
    passed(community, country, people)

    assert passings.newest(people.member, [country, community], since=LONG_AGO) == []


def test_targets_are_one_level_away_known_and_alive(community: Any, country: Any, people: Any) -> None:
    factories.community("Water Nakuru", level="local", parent=country)
    event = passed(community, country, people)
    other = factories.community("Water Ghana", level="country", parent=community)
    factories.community("Water Mali", level="country", parent=community, visibility="secret")
    closed = factories.community("Water Peru", level="country", parent=community)
    Community.objects.filter(pk=closed.pk).update(archived_at=timezone.now())

    found = {one.name: one.passed for one in passings.event_targets(people.facilitator, event)}

    assert found == {"Water Kenya": True, other.name: False}


def test_who_looks_after_one_of_them_alone_passes_to_that_one(
    community: Any, country: Any, people: Any
) -> None:
    factories.community("Water Ghana", level="country", parent=community)
    kito = factories.holder(country, "facilitator")
    event = announced(community, people.facilitator)

    assert [one.name for one in passings.event_targets(kito, event)] == ["Water Kenya"]
    assert passings.event_targets(people.member, event) == []


def test_how_many_there_could_open_it_is_counted_for_one_and_three(
    community: Any, country: Any, people: Any, django_assert_num_queries: Any
) -> None:
    factories.joined(country, factories.person("Gus Guest", is_guest=True))
    factories.joined(country, people.expert)
    event = announced(community, people.facilitator)

    def reach() -> dict[str, tuple[int, int]]:
        known = Event.objects.select_related("community").get(pk=event.pk)
        return {
            one.name: (one.readers, one.members) for one in passings.event_targets(people.facilitator, known)
        }

    with django_assert_num_queries(3):  # one of them reads the event
        assert reach() == {"Water Kenya": (3, 4)}
    for name in ("Water Ghana", "Water Mali"):
        factories.community(name, level="country", parent=community)
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    with django_assert_num_queries(3):
        assert reach() == {"Water Ghana": (0, 0), "Water Kenya": (1, 4), "Water Mali": (0, 0)}


def test_the_button_stands_where_somebody_can_pass_it(community: Any, country: Any, people: Any) -> None:
    kito = factories.holder(country, "facilitator")

    def may(user: Any, here: Community) -> bool:
        return passings.may_pass(user, here, Capability.HOLD_EVENTS)

    assert may(people.facilitator, community)
    assert may(kito, community)
    assert may(kito, country)
    for who in (people.member, people.stranger, people.guest, AnonymousUser()):
        assert not may(who, community)
    Community.objects.filter(pk=country.pk).update(archived_at=timezone.now())
    assert not may(people.facilitator, community)
