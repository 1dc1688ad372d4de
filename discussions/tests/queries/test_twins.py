"""Discussions that are called much alike stand on the desk of those who may merge them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from discussions.actions import moves
from discussions.models import Discussion
from discussions.queries.twins import waiting_twins
from discussions.tests.makers import facilitated, question

pytestmark = pytest.mark.django_db
TITLE = "Which pump lasts in hard water?"


@pytest.fixture
def twins(community: Any, people: Any) -> tuple[Discussion, Discussion]:
    older = question(community, people.member, title=TITLE)
    return older, question(community, people.expert, title="Which pumps last in hard water?")


def keys(user: Any) -> list[str]:
    return [row.key for row in waiting_twins(user)]


def test_those_who_moderate_see_the_pair_and_nobody_else_does(
    twins: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    older, younger = twins
    question(neighbour, people.stranger, title=TITLE)

    for who in (people.facilitator, people.coordinator):
        assert keys(who) == [f"twins:{younger.pk}:{older.pk}"]
    for who in (people.member, people.expert, people.guest, people.stranger):
        assert keys(who) == []
    (row,) = waiting_twins(people.facilitator)
    assert row.sentence == f"“{younger.title}” is much like “{older.title}”."
    page = sign_in(people.facilitator).get(row.url.partition("#")[0]).content.decode()
    assert f'<option value="{older.pk}" selected>' in page


def test_a_pair_goes_when_it_is_merged_closed_hidden_or_old(twins: Any, people: Any) -> None:
    older, younger = twins
    for changes, undone in (
        ({"closed_at": timezone.now()}, {"closed_at": None}),
        ({"hidden_at": timezone.now()}, {"hidden_at": None}),
        ({"created_at": timezone.now() - datetime.timedelta(days=31)}, {"created_at": timezone.now()}),
    ):
        Discussion.objects.filter(pk=younger.pk).update(**changes)
        assert keys(people.facilitator) == []
        Discussion.objects.filter(pk=younger.pk).update(**undone)
        assert len(keys(people.facilitator)) == 1

    moves.merge(discussion=younger, into=older, by=people.facilitator, reason="The same question.")
    assert keys(people.facilitator) == []


def test_what_is_not_alike_or_is_facilitated_is_no_pair(community: Any, people: Any) -> None:
    question(community, people.member, title=TITLE)
    question(community, people.expert, title="Who pays for spare parts?")
    facilitated(community, people.facilitator, title=TITLE)

    assert keys(people.facilitator) == []


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_for_one_and_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    question(community, people.member, title=TITLE)
    for index in range(number):
        question(community, people.expert, title=f"{TITLE} {index}")

    with django_assert_num_queries(2):
        assert len(waiting_twins(people.facilitator)) == number
