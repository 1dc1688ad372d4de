"""Whose content one reads, told to a search by the shorter of two lists."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from communities.enums import Visibility
from communities.finding import Reach
from communities.queries.communities import reach_of
from cop_portal.tests import factories


def within(reach: Reach, *keys: int) -> set[int]:
    """Which of these communities Postgres takes to be read."""
    clause, marks = reach.within("key")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM unnest(%(keys)s) AS given(key) WHERE {clause}",  # noqa: S608
            {"keys": list(keys), **marks},
        )
        return {key for (key,) in cursor.fetchall()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("read", "closed"), [([], []), ([], [1, 2]), ([1, 2], []), ([1, 2, 4], [3]), ([3], [1, 2, 4])]
)
def test_by_either_list_the_same_communities_are_read(read: list[int], closed: list[int]) -> None:
    assert within(Reach(read, closed), 1, 2, 3, 4) == set(read)


@pytest.mark.django_db
@pytest.mark.parametrize(("read", "closed"), [([1, 2], []), ([1, 2, 4], [3]), ([3], [1, 2, 4])])
def test_a_community_founded_since_is_not_read(read: list[int], closed: list[int]) -> None:
    assert within(Reach(read, closed), 1, 2, 3, 4, 5, 500) == set(read)


@pytest.mark.django_db
@pytest.mark.parametrize(("read", "closed"), [([1, 2, 4, 5], []), ([1, 2, 4, 5, 6], [7]), ([5], [1])])
def test_a_founding_that_was_not_through_when_the_lists_were_made_is_not_read(
    read: list[int], closed: list[int]
) -> None:
    """Its key was given out before those of others that are in the lists."""
    assert within(Reach(read, closed), *range(1, 9)) == set(read)


@pytest.mark.django_db
def test_every_community_is_in_one_of_the_lists_and_a_secret_one_is_closed(people: Any) -> None:
    secret = factories.community("Secret", visibility=Visibility.SECRET)
    inside = factories.joined(secret, factories.person())
    ours, theirs = reach_of(inside), reach_of(people.stranger)

    assert secret.pk in ours.read
    assert secret.pk in theirs.closed
    assert {*ours.read, *ours.closed} == {*theirs.read, *theirs.closed}
    assert not {*theirs.read} & {*theirs.closed}
