"""Reading issues: what reaches whom, what could be put in, what waits."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from cop_portal.tests.factories import community_with_roles
from knowledge_base.actions import publications as actions
from knowledge_base.enums import Sharing
from knowledge_base.queries import publications
from knowledge_base.tests.makers import issue, published

pytestmark = pytest.mark.django_db


def test_within_a_community_what_is_shared_at_least_as_widely_reaches(community: Any, people: Any) -> None:
    page, item = issue(community, by=people.coordinator), published(community)
    order = Sharing.values

    for readers, shared in itertools.product(order, order):
        page.sharing, item.sharing = readers, shared
        wanted = order.index(shared) >= order.index(readers)
        assert publications.reaches(item, page) is wanted, (readers, shared)


def test_what_lies_next_door_reaches_when_everybody_inside_may_read_it(community: Any, people: Any) -> None:
    other = community_with_roles("Ropes", visibility="organisation")
    secret = community_with_roles("Circle", visibility="secret")
    page = issue(community, by=people.coordinator, sharing=Sharing.COMMUNITY)

    assert not publications.reaches(published(other, sharing=Sharing.COMMUNITY), page)
    assert publications.reaches(published(other, title="B", sharing=Sharing.ORGANISATION), page)
    assert not publications.reaches(published(secret, sharing=Sharing.ORGANISATION), page)
    assert publications.reaches(published(secret, title="C", sharing=Sharing.PUBLIC), page)


def test_only_those_who_make_or_approve_issues_see_one_in_the_making(community: Any, people: Any) -> None:
    page = issue(community, by=people.coordinator)

    for who in (people.coordinator, people.knowledge_manager, people.expert):
        assert publications.get_to_edit(who, community, page.pk).pk == page.pk
    for who in (people.member, people.facilitator, people.stranger, AnonymousUser()):
        with pytest.raises(Http404):
            publications.get_to_edit(who, community, page.pk)
        with pytest.raises(Http404):
            publications.get_to_read(who, page.pk)


def test_an_issue_waits_on_the_desk_of_a_second_person(community: Any, people: Any) -> None:
    page = issue(community, by=people.knowledge_manager, holding=[published(community)])
    assert publications.waiting_publications(people.expert) == []
    actions.hand_in(publication=page, by=people.knowledge_manager)

    (waiting,) = publications.waiting_publications(people.expert)
    assert "Water today" in waiting.sentence
    assert publications.waiting_publications(people.knowledge_manager) == []
    assert publications.waiting_publications(people.stranger) == []


def test_what_is_in_the_issue_is_not_offered_again(community: Any, people: Any) -> None:
    used, free = published(community, title="Used"), published(community, title="Free")
    inside = published(community, title="Inside", sharing=Sharing.CORE)
    page = issue(community, by=people.coordinator, holding=[used])

    found = {row.title: row.reaches for row in publications.candidates(people.coordinator, page)}

    assert found == {free.title: True, inside.title: False}


@pytest.mark.parametrize("number", [1, 3])
def test_an_issue_is_read_in_as_many_statements_however_long(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    items = [published(community, title=f"Part {count}") for count in range(number)]
    page = issue(community, by=people.coordinator, holding=items, out=True)

    with django_assert_num_queries(2):
        assert len(publications.shown(people.member, page)) == number
