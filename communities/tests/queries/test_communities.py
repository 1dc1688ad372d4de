"""Reading communities."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from communities.enums import Role
from communities.permissions import standing
from communities.queries import communities
from cop_portal.foundation.permissions import SYSTEM, Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_a_community_comes_with_the_person_s_standing_in_one_statement(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    communities.get_for(people.expert, "water")
    del people.expert.__dict__["_standings"]

    with django_assert_num_queries(1):
        found = communities.get_for(people.expert, "water", content=True)
        who = standing(people.expert, found)

    assert found == community
    assert who.roles == {"expert"}


def test_unknown_and_secret_look_alike_to_a_stranger(people: Any) -> None:
    secret = factories.community("Inquiry", visibility="secret")
    member = factories.joined(secret, factories.person())

    for slug in ("inquiry", "no-such-thing"):
        for who in (people.stranger, people.guest, people.sponsor, AnonymousUser()):
            with pytest.raises(Http404):
                communities.get_for(who, slug)

    assert communities.get_for(member, "inquiry", content=True) == secret
    assert communities.get_for(people.administrator, "inquiry", content=True) == secret
    assert communities.get_for(SYSTEM, "inquiry", content=True) == secret


def test_a_closed_community_is_known_and_not_read(neighbour: Any, people: Any, make_person: Any) -> None:
    colleague = make_person()

    assert communities.get_for(colleague, "vaccines") == neighbour
    with pytest.raises(Denied):
        communities.get_for(colleague, "vaccines", content=True)
    with pytest.raises(Http404):
        communities.get_for(AnonymousUser(), "vaccines")
    assert communities.get_for(people.stranger, "vaccines", content=True) == neighbour


def test_the_directory_finds_by_name_purpose_and_typing_errors(people: Any, community: Any) -> None:
    factories.community("Población y agua", purpose="Statistics of wells")
    factories.community("Old", slug="old", archived_at=timezone.now())

    def names(**asked: str) -> list[str]:
        return [row.name for row in communities.directory(people.sponsor, **asked)]

    assert names() == ["Población y agua", "Vaccines", "Water"]
    assert names(words="POBLACION") == ["Población y agua"]
    assert names(words="wells") == ["Población y agua"]
    assert names(words="vacines") == ["Vaccines"]
    assert names(words="%") == []
    assert names(stage="sustaining") == []
    assert names(level="global", stage="planning") == ["Población y agua", "Vaccines", "Water"]


def test_the_directory_shows_guests_and_visitors_what_they_may_know(community: Any, people: Any) -> None:
    factories.community("Open", visibility="public")

    assert [row.name for row in communities.directory(people.guest)] == ["Open", "Water"]
    assert [row.name for row in communities.directory(AnonymousUser())] == ["Open"]


def test_own_communities_are_those_of_members(community: Any, people: Any) -> None:
    assert list(communities.of_member(people.member)) == [community]
    assert list(communities.of_member(people.sponsor)) == []


def test_holders_come_in_the_order_of_roles_and_vacancies_are_named(community: Any, people: Any) -> None:
    bare = factories.community("Health")

    assert [row.user for row in communities.role_holders(community)] == [
        people.coordinator,
        people.facilitator,
        people.expert,
        people.knowledge_manager,
    ]
    assert communities.vacant_roles(community) == []
    assert communities.vacant_roles(bare) == list(Role)


def test_coordinators_come_with_a_list_in_one_query_more(
    community: Any, neighbour: Any, people: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        rows = list(communities.with_coordinators(communities.directory(people.sponsor)))

    assert [[holder.user.name for holder in row.coordinators] for row in rows] == [
        ["Vaccines Coordinator"],
        ["Water Coordinator"],
    ]


def test_similar_communities_are_found_by_their_words(community: Any, people: Any) -> None:
    assert list(communities.similar(people.sponsor, "water")) == [community]


def test_history_is_the_community_s_own(community: Any, neighbour: Any) -> None:
    assert [change.community for change in communities.stage_history(community)] == [community]


@pytest.mark.parametrize(
    ("visibility", "seen"), [("organisation", "continent"), ("closed", "continent"), ("secret", None)]
)
def test_the_wider_community_is_named_to_those_who_may_know_of_it(
    visibility: str, seen: str | None, community: Any, people: Any
) -> None:
    community.parent = factories.community("Continent", visibility=visibility)

    found = communities.part_of(people.member, community)

    assert (found and found.slug) == seen


def test_a_community_without_a_wider_one_asks_nothing(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert communities.part_of(people.member, community) is None


@pytest.mark.parametrize("number", [1, 3])
def test_names_are_told_of_those_one_may_know_of_in_one_statement(
    number: int, people: Any, django_assert_num_queries: Any
) -> None:
    secret = factories.community("Inquiry", visibility="secret")
    factories.joined(secret, people.member)
    open_ones = [factories.community(f"Open {index}") for index in range(number)]
    asked = [secret.pk, *(one.pk for one in open_ones)]
    known = {one.pk: (one.name, one.slug) for one in open_ones}

    with django_assert_num_queries(3):
        found = [
            communities.names_of(who, asked) for who in (people.member, people.stranger, AnonymousUser())
        ]

    assert found == [{**known, secret.pk: ("Inquiry", "inquiry")}, known, {}]
    assert communities.names_of(people.member, []) == {}
