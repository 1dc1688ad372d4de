"""Who answers for a resource."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from knowledge_base.models import ResourcePage
from knowledge_base.queries.owners import answering_ids, waiting_confirmations
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_owner_and_substitute_answer_while_they_belong_and_have_an_account(
    community: Any, people: Any
) -> None:
    page = published(community, by=people.member, substitute=people.expert)
    assert set(answering_ids(page)) == {people.member.pk, people.expert.pk}

    people.member.memberships.filter(community=community).update(state="left")
    assert answering_ids(page) == [people.expert.pk]
    type(people.expert).objects.filter(pk=people.expert.pk).update(is_active=False)

    assert answering_ids(ResourcePage.objects.get(pk=page.pk)) == []


def test_what_is_due_lies_on_the_desk_of_those_who_answer_for_it(community: Any, people: Any) -> None:
    page = published(community, by=people.member, substitute=people.expert)
    assert waiting_confirmations(people.member) == []

    ResourcePage.objects.filter(pk=page.pk).update(next_review_on=datetime.date(2020, 1, 1))

    assert [row.url for row in waiting_confirmations(people.member)] == [page.url]
    assert waiting_confirmations(people.expert) == []  # reviews anyway
    assert waiting_confirmations(people.stranger) == []
    people.member.memberships.filter(community=community).update(state="left")
    assert waiting_confirmations(people.member) == []
