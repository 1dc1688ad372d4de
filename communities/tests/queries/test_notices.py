"""A person's communities with what is chosen there."""

from __future__ import annotations

from typing import Any

import pytest

from communities.queries.notices import notice_scopes
from cop_portal.foundation.notifications.actions import choose
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("more", [0, 2])
def test_each_community_of_one_s_own_in_two_statements(
    more: int, community: Any, neighbour: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        factories.joined(factories.community(f"Well {number}"), people.member)
    choose(by=people.member, frequencies={"*": "weekly"}, community=community)

    with django_assert_num_queries(2):
        found = notice_scopes(people.member)

    assert [scope.label for scope in found] == ["Water", "Well 0", "Well 1"][: more + 1]
    assert [scope.summary for scope in found] == ["In one letter a week", "As everywhere", "As everywhere"][
        : more + 1
    ]
