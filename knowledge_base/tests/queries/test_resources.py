"""Lists of the library: what is in them, in which order, at what price."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories
from cop_portal.tests.factories import community_with_roles
from knowledge_base.enums import Sharing
from knowledge_base.queries import resources
from knowledge_base.queries.resources import member_readers
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_the_newest_stand_first_and_other_communities_can_be_left_out(community: Any, people: Any) -> None:
    other = community_with_roles("Schools")
    first, second = published(community, title="First"), published(community, title="Second")
    elsewhere = published(other, title="Elsewhere")

    everything = resources.newest(people.member)
    here = resources.newest(people.member, communities=[community], limit=1)

    assert [item.pk for item in everything] == [elsewhere.pk, second.pk, first.pk]
    assert [item.pk for item in here] == [second.pk]


def test_words_and_type_narrow_the_library(community: Any, people: Any) -> None:
    tool = published(community, title="Grease sheet", kind="tool")
    published(community, title="Grease story", kind="story")

    assert [item.pk for item in resources.library(people.member, kind="tool", words="grease")] == [tool.pk]
    assert not resources.library(people.member, words="unheard").exists()


def test_what_only_the_core_reads_is_told_to_nobody_else(community: Any, people: Any) -> None:
    core, open_ = published(community, sharing=Sharing.CORE), published(community, sharing=Sharing.COMMUNITY)

    assert people.member.pk not in member_readers(core)
    assert people.expert.pk in member_readers(core)
    assert people.member.pk in member_readers(open_)
    assert people.stranger.pk not in member_readers(open_)


@pytest.mark.parametrize("number", [1, 3])
def test_the_library_costs_the_same_for_one_and_for_three(
    number: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        published(community, title=f"Pump {index}")
    browser = sign_in(people.member)
    browser.get("/library/")

    with django_assert_num_queries(4):
        assert browser.get("/library/").status_code == 200
    with django_assert_num_queries(4):
        assert browser.get(f"/communities/{community.slug}/library/").status_code == 200


@pytest.mark.parametrize("level", ["core", "community"])
def test_by_its_number_a_resource_is_there_for_its_readers_and_for_strangers_it_never_was(
    level: str, people: Any, django_assert_num_queries: Any
) -> None:
    """Where its community is read, and it is not, a sentence says so."""
    closed = factories.community("Numbers", visibility="closed")
    member, keeper = (
        factories.joined(closed, factories.person("Nomi")),
        factories.joined(closed, factories.person("Kei"), "knowledge_manager"),
    )
    page = published(closed, sharing=level)

    assert resources.get_to_read(keeper, page.pk).pk == page.pk
    if level == "core":
        with pytest.raises(Denied):
            resources.get_to_read(member, page.pk)
    else:
        assert resources.get_to_read(member, page.pk).pk == page.pk
    for outsider in (people.stranger, AnonymousUser()):
        for number in (page.pk, 10**9):
            with django_assert_num_queries(1), pytest.raises(Http404):
                resources.get_to_read(outsider, number)
