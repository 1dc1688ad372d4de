"""Who sees which gap, and on whose desk it lies."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from knowledge_base.models import Gap
from knowledge_base.queries import gaps
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def lack(community: Any, text: str, **values: Any) -> Gap:
    return Gap.objects.create(
        community=community, text=text, folded_text=text.lower(), **{"source": "search", **values}
    )


def seen(user: Any) -> list[str]:
    return sorted(Gap.objects.visible_to(user).values_list("text", flat=True))


def test_what_was_sought_is_for_curators_until_it_is_shown(community: Any, people: Any) -> None:
    lack(community, "Shown")
    lack(community, "Sought", is_shown=False)
    lack(community, "Core", source="low_score", resource=published(community, sharing="core"))

    assert seen(people.member) == ["Shown"]
    assert seen(people.knowledge_manager) == ["Core", "Shown", "Sought"]
    assert seen(people.stranger) == []
    assert seen(people.sponsor) == []


def test_late_ones_lie_on_two_desks_and_no_third(community: Any, neighbour: Any, people: Any) -> None:
    today = timezone.localdate()
    lack(community, "Late", state="taken", owner=people.member, due_on=today - DAY)
    lack(community, "Soon", state="taken", owner=people.member, due_on=today + 3 * DAY)
    lack(community, "Far", state="taken", owner=people.member, due_on=today + 20 * DAY)
    lack(neighbour, "Theirs", state="taken", due_on=today - DAY)

    assert [row.due for row in gaps.waiting_gaps(people.member)] == [today - DAY, today + 3 * DAY]
    boss = gaps.waiting_gaps(people.knowledge_manager)
    assert [row.due for row in boss] == [today - DAY]
    assert people.member.name in boss[0].sentence
    assert gaps.waiting_gaps(people.expert) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_and_the_desk_take_as_many_statements_for_many(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    today = timezone.localdate()
    for one in range(number):
        lack(community, f"Gap {one}", state="taken", owner=people.member, due_on=today)

    with django_assert_num_queries(2):
        rows = [(row.owner.name, row.get_absolute_url()) for row in gaps.list_of(people.member, community)]
        waiting = gaps.waiting_gaps(people.member)

    assert (len(rows), len(waiting)) == (number, number)
