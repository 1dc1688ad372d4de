"""Who is suspended: for those who look after members, one query for one and for three."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import suspensions as actions
from communities.models import Suspension
from communities.queries import suspensions
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_once(number: int, community: Any, people: Any, django_assert_num_queries: Any) -> None:
    for _count in range(number):
        who = factories.joined(community, factories.person())
        actions.suspend(user=who, by=people.facilitator, community=community, reason="Spam")

    with django_assert_num_queries(1):
        rows = list(suspensions.of_community(people.facilitator, community).order_by(*suspensions.ORDER))
        assert len([row.user.name for row in rows]) == number


def test_nobody_else_sees_it(community: Any, people: Any) -> None:
    actions.suspend(user=people.member, by=people.facilitator, community=community, reason="Spam")
    actions.suspend(user=people.guest, by=people.administrator, reason="Spam")

    seen = {
        name: Suspension.objects.visible_to(getattr(people, name)).count()
        for name in ("coordinator", "facilitator", "expert", "member", "stranger", "administrator")
    }

    assert seen == {
        "coordinator": 1, "facilitator": 1, "expert": 0, "member": 0, "stranger": 0, "administrator": 2,
    }  # fmt: skip
    assert suspensions.running_of(people.administrator, people.guest, None) is not None
    assert suspensions.running_of(people.facilitator, people.guest, None) is None
