"""A review is told of once before its day and once after."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from knowledge_base.actions import reviews
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
DUE = datetime.date(2027, 3, 1)


@pytest.fixture
def due(community: Any) -> ResourcePage:
    page = published(community)
    ResourcePage.objects.filter(pk=page.pk).update(next_review_on=DUE)
    return page


@pytest.mark.parametrize(
    ("days", "told"),
    [(-30, [0]), (-14, [1]), (0, [1]), (1, [1]), (20, [1])],
    ids=["early", "two weeks", "the day", "late", "very late"],
)
def test_it_is_told_from_two_weeks_before_and_never_twice(due: Any, days: int, told: list[int]) -> None:
    day = DUE + datetime.timedelta(days=days)

    assert [reviews.remind(day)] == told
    assert reviews.remind(day) == 0


def test_before_and_after_are_two_notices_and_a_retired_resource_has_none(due: Any) -> None:
    reviews.remind(DUE - datetime.timedelta(days=3))
    reviews.remind(DUE + datetime.timedelta(days=3))
    facts = [
        entry.facts["overdue"] for entry in ActivityEntry.objects.filter(verb="knowledge_base.review_due")
    ]
    ResourcePage.objects.filter(pk=due.pk).update(
        live=False, next_review_on=DUE + datetime.timedelta(days=90)
    )

    assert facts == [False, True]
    assert reviews.remind(DUE + datetime.timedelta(days=90)) == 0


def told() -> set[int]:
    return set(Notice.objects.filter(kind="knowledge_base.review_due").values_list("user_id", flat=True))


@pytest.mark.parametrize("days", [0, 3])
def test_owner_and_substitute_are_told_before_and_after_and_strangers_are_not(
    days: int, due: Any, people: Any, dispatched: Any
) -> None:
    ResourcePage.objects.filter(pk=due.pk).update(owner=people.member, substitute=people.expert)
    reviews.remind(DUE + datetime.timedelta(days=days))
    dispatched()

    assert told() == {people.member.pk, people.expert.pk}


def test_after_two_weeks_without_an_answer_it_comes_to_the_knowledge_manager(
    due: Any, people: Any, dispatched: Any
) -> None:
    ResourcePage.objects.filter(pk=due.pk).update(owner=people.member)
    day = DUE + datetime.timedelta(days=15)

    assert [reviews.remind(DUE + datetime.timedelta(days=1)), reviews.remind(day), reviews.remind(day)] == [
        1,
        1,
        0,
    ]
    dispatched()

    assert told() == {people.member.pk, people.knowledge_manager.pk}


def test_what_nobody_owns_any_more_comes_to_the_knowledge_manager_at_once(
    due: Any, community: Any, people: Any, dispatched: Any
) -> None:
    ResourcePage.objects.filter(pk=due.pk).update(owner=people.member, substitute=people.stranger)
    people.member.memberships.filter(community=community).update(state="left")

    reviews.remind(DUE)
    dispatched()

    assert told() == {people.knowledge_manager.pk}
