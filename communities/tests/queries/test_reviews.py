"""Reading reviews: what waits for whom, who may read which."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.actions import reviews as actions
from communities.queries import reviews
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_an_open_review_waits_for_those_who_may_end_it(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for name in ("Health", "Roads"):
        where = factories.joined(factories.community(name), people.coordinator, "coordinator")
    actions.move_day(community=community, due_on=timezone.localdate(), by=people.coordinator)
    with django_assert_num_queries(1):
        assert len(reviews.open_for(people.coordinator)) == 1
    for row in where.memberships.exclude(community=community).select_related("community"):
        actions.move_day(community=row.community, due_on=timezone.localdate(), by=people.coordinator)

    with django_assert_num_queries(1):
        found = reviews.open_for(people.coordinator)

    assert len(found) == 3
    assert (found[0].community, found[0].url) == (community, "/communities/water/review/")
    assert [len(reviews.open_for(who)) for who in (people.facilitator, people.member, people.stranger)] == [
        1, 0, 0,
    ]  # fmt: skip


def test_past_reviews_are_for_those_who_may_read_the_community(neighbour: Any, people: Any) -> None:
    boss = factories.holder(neighbour, "coordinator")
    review = actions.move_day(community=neighbour, due_on=timezone.localdate(), by=boss)
    actions.decide(review=review, outcome="keep", reason="Good", by=boss)

    counts = [len(reviews.past(who, neighbour)) for who in (boss, people.stranger, people.member)]

    assert counts == [1, 1, 0]
    assert not reviews.past(AnonymousUser(), neighbour).exists()
