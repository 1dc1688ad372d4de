"""Whose content one reads, told to a search by the shorter list."""

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
@pytest.mark.parametrize("read", [[], [1], [1, 2], [2, 4], [1, 2, 4, 5], [1, 2, 3, 5, 6], [5]])
def test_by_either_list_the_same_communities_are_read(read: list[int]) -> None:
    """Also none that is founded meanwhile, or whose founding was not through: it has a key below the last."""
    assert within(Reach(read), *range(1, 9), 500) == set(read)


@pytest.mark.django_db
def test_the_shorter_list_goes_along() -> None:
    few, most, all_ = Reach([7, 9]), Reach([*range(1, 90), 91]), Reach(range(1, 90))

    assert few.within("key")[1] == {"read": [7, 9]}
    assert most.within("key")[1] == {"closed": [90], "last": 91}
    assert all_.within("key")[1] == {"last": 89}


@pytest.mark.django_db
def test_a_secret_community_is_read_by_its_members_alone(people: Any) -> None:
    secret = factories.community("Secret", visibility=Visibility.SECRET)
    inside = factories.joined(secret, factories.person())

    assert secret.pk in reach_of(inside).read
    assert secret.pk not in reach_of(people.stranger).read
