"""Versions: compared word by word, read by those who could read them when they were published."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from knowledge_base.enums import Sharing
from knowledge_base.models import ResourcePage
from knowledge_base.queries import changes as queries
from knowledge_base.tests.makers import moved, published, revised

pytestmark = pytest.mark.django_db


def test_versions_are_compared_word_by_word(community: Any, people: Any) -> None:
    page = published(community, context="Rust <b>is</b> the enemy")
    revised(page, by=people.knowledge_manager, change_note="Sand too", context="Sand <b>is</b> the enemy")
    after, before = queries.of_resource(people.member, page)

    found = queries.differences(before, after)

    assert found is not None
    assert [one.label for one in found] == ["Context"]
    assert found[0].text == "<del>Rust</del><ins>Sand</ins> &lt;b&gt;is&lt;/b&gt; the enemy"


def test_a_version_from_inside_is_not_shown_outside_after_the_release(community: Any, people: Any) -> None:
    page = published(community, sharing=Sharing.COMMUNITY, summary="Call Mr X.")
    moved(page, Sharing.PUBLIC)
    revised(page, by=people.knowledge_manager, change_note="Ready", summary="Call us.")
    page.refresh_from_db()

    for outside in (AnonymousUser(), people.stranger):
        assert [one.number for one in queries.of_resource(outside, page)] == [2]
        with pytest.raises(Http404):
            queries.get_for(outside, page, 1)
    assert [one.number for one in queries.of_resource(people.member, page)] == [2, 1]


def test_versions_of_another_community_stay_with_its_members(
    community: Any, neighbour: Any, people: Any
) -> None:
    page = published(neighbour, sharing=Sharing.COMMUNITY)
    ResourcePage.objects.filter(pk=page.pk).update(community=community)
    page.refresh_from_db()

    assert queries.of_resource(people.member, page) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_changes_costs_the_same_for_one_and_for_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    page = published(community)
    for index in range(number):
        revised(page, by=people.knowledge_manager, change_note=f"Reason {index}", summary=f"S {index}")
    queries.of_resource(people.member, page)

    with django_assert_num_queries(2):
        assert len(queries.of_resource(people.member, page)) == number + 1
