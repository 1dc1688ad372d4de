"""Reading what members agreed to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from communities.actions import agreements as actions
from communities.actions import goals
from communities.queries import agreements

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_marks_cost_the_same_for_one_and_three(
    count: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    rows = [
        goals.name_indicator(community=community, by=people.coordinator, name=f"Number {number}", definition="x")
        for number in range(count)
    ]  # fmt: skip
    actions.put_to_members(
        community=community, by=people.coordinator, indicators=rows, title="All", method="vote", days=7
    )

    with django_assert_num_queries(1):
        marked = agreements.marked(rows)
        assert all(row.asked.closes_at and not row.asked.is_changed for row in marked)
    with django_assert_num_queries(2):
        assert agreements.to_put(community) == []


def test_an_indicator_in_words_says_what_is_missing_and_no_number_too_exactly(
    community: Any, people: Any
) -> None:
    made = goals.name_indicator(
        community=community, by=people.coordinator, name="Wells", definition="Tested", target=Decimal("20.00")
    )
    made.refresh_from_db()

    assert agreements.in_words(made) == ["Wells", "Tested", "Baseline: –. Target: 20."]
