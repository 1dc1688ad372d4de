"""Resources of other levels, as lists and choices show them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.models import Community
from communities.tests.makers import level_below
from cop_portal.tests import factories
from knowledge_base.actions import passings as actions
from knowledge_base.actions import resources as resource_actions
from knowledge_base.models import Credit, ResourcePage
from knowledge_base.queries import passings
from knowledge_base.tests.makers import moved, published

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - datetime.timedelta(days=1)


@pytest.fixture
def country(community: Any) -> Community:
    return level_below(community)


def passed(community: Any, country: Community, people: Any, title: str = "Pump") -> ResourcePage:
    page = published(community, title=title)
    actions.pass_on(resource=page, to=country, by=people.facilitator, words="For you")
    return page


def titles(user: Any, country: Community) -> list[str]:
    country.refresh_from_db()
    shown = [row.title for row in passings.list_of(user, country)]
    assert [row.title for row in passings.newest(user, [country], since=LONG_AGO)] == shown
    return shown


def test_where_nothing_was_passed_on_nothing_is_asked(
    country: Any, people: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert passings.list_of(people.member, country) == []
        assert passings.newest(people.member, [country], since=LONG_AGO) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_newest_comes_first_with_its_authors_and_origin_in_one_statement(
    number: int, community: Any, country: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        page = passed(community, country, people, f"Pump {index}")
        Credit.objects.filter(resource_id=page.pk).delete()
        for name, role, unnamed in (
            ("Ann Author", "author", False), ("Una Unnamed", "author", True), ("Hal Helper", "contributor", False),
        ):  # fmt: skip
            Credit.objects.create(resource_id=page.pk, name=name, role=role, unnamed=unnamed)
    titles(people.stranger, country)

    with django_assert_num_queries(1):
        found = passings.list_of(people.stranger, country)

    assert [row.title for row in found] == [f"Pump {index}" for index in reversed(range(number))]
    assert {(row.community, row.level, row.author, row.words, row.what) for row in found} == {
        ("Water", "Global", "Ann Author, a member", "For you", "Good practice")
    }
    assert found[0].url == ResourcePage.objects.get(pk=found[0].pk).url


@pytest.mark.parametrize("sharing", ["community", "core"])
def test_passing_on_opens_nothing(sharing: str, community: Any, country: Any, people: Any) -> None:
    moved(passed(community, country, people), sharing)

    for who in (people.stranger, people.sponsor, factories.holder(country, "facilitator"), AnonymousUser()):
        assert titles(who, country) == []
    assert titles(people.expert, country) == ["Pump"]


def test_what_is_retired_or_has_come_into_their_own_library_is_gone(
    community: Any, country: Any, people: Any
) -> None:
    old = passed(community, country, people, "Old")
    page = passed(community, country, people, "Moved")
    passed(community, country, people, "Stays")
    resource_actions.retire(resource=old, by=people.knowledge_manager, reason="Old")
    ResourcePage.objects.filter(pk=page.pk).update(community=country)

    assert titles(people.stranger, country) == ["Stays"]


def test_what_a_closed_community_kept_stays(community: Any, country: Any, people: Any) -> None:
    passed(community, country, people)
    Community.objects.filter(pk=community.pk).update(archived_at=timezone.now())

    assert titles(people.stranger, country) == ["Pump"]


def test_where_the_library_is_switched_off_none_stands(community: Any, country: Any, people: Any) -> None:
    passed(community, country, people)
    Community.objects.filter(pk=country.pk).update(modules_off=["library"])

    assert titles(people.stranger, country) == []


def test_what_stands_in_one_of_one_s_own_communities_is_no_news(
    community: Any, country: Any, people: Any
) -> None:
    passed(community, country, people)
    country.refresh_from_db()

    assert passings.newest(people.member, [country, community], since=LONG_AGO) == []


def test_how_many_there_could_open_it_goes_by_how_far_it_is_shared(
    community: Any, country: Any, people: Any
) -> None:
    factories.joined(country, factories.person("Gus Guest", is_guest=True))
    factories.joined(country, people.member)
    page = published(community)

    for sharing, readers in (("public", 4), ("organisation", 3), ("community", 1), ("core", 0)):
        moved(page, sharing)
        known = ResourcePage.objects.select_related("community").get(pk=page.pk)
        (found,) = passings.resource_targets(people.facilitator, known)
        assert (found.readers, found.members, found.passed) == (readers, 4, False)


def test_the_button_is_for_who_looks_after_either_level_and_for_what_is_in_the_library(
    community: Any, country: Any, people: Any
) -> None:
    page = published(community)

    for who in (people.facilitator, people.knowledge_manager, factories.holder(country, "facilitator")):
        assert passings.may_pass_resource(who, page)
    for who in (people.member, people.expert, people.stranger, AnonymousUser()):
        assert not passings.may_pass_resource(who, page)
    resource_actions.retire(resource=page, by=people.knowledge_manager, reason="Old")
    assert not passings.may_pass_resource(people.facilitator, ResourcePage.objects.get(pk=page.pk))
