"""What is nearly the same, by title or by text, for whom it may be seen."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.actions import avoided
from discussions.models import AvoidedDuplicate
from discussions.similar import Similar
from knowledge_base.actions import merges
from knowledge_base.actions.duplicates import compare
from knowledge_base.queries.duplicates import Counted, counted, near
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db
TEXT = " ".join(f"We greased bearing {n} and wrote down the week" for n in range(40))


def test_a_title_written_nearly_so_is_found(community: Any, people: Any) -> None:
    page = published(community, title="Keeping hand pumps running")
    found = near(user=people.member, community=community, title="Keeping handpumps runing")

    assert [row.pk for row in found] == [page.pk]
    assert near(user=people.member, community=community, title="Vaccines in the cold") == []
    assert near(user=people.member, community=community, title="Keep") == []


def test_the_same_text_under_another_title_is_found(community: Any, people: Any) -> None:
    page = published(community, title="Keeping hand pumps running", context=TEXT)
    compare(page)
    found = near(user=people.member, community=community, title="Our yearly method", text=TEXT + " and more.")

    assert [row.pk for row in found] == [page.pk]
    assert found[0].likeness > 0.7


def test_what_somebody_may_not_read_and_drafts_are_not_told_to_them(
    community: Any, neighbour: Any, people: Any
) -> None:
    hidden = published(neighbour, title="Keeping hand pumps running", context=TEXT, sharing="community")
    compare(hidden)
    compare(draft(community, title="Keeping hand pumps running", context=TEXT))
    asked = {"community": community, "title": "Keeping hand pumps running", "text": TEXT}

    assert near(user=people.member, **asked) == []
    assert [row.pk for row in near(user=people.stranger, **asked)] == [hidden.pk]


def test_of_two_that_are_as_much_alike_the_own_communitys_comes_first(community: Any, people: Any) -> None:
    from cop_portal.tests.factories import community_with_roles

    here = published(community, title="Keeping hand pumps running")
    there = published(community_with_roles("Pipes"), title="Keeping hand pumps running")
    found = near(user=people.member, community=community, title="Keeping hand pumps running", leave=None)

    assert [row.pk for row in found] == [here.pk, there.pk]
    assert len(near(user=people.member, community=community, title=here.title, limit=1)) == 1
    assert [row.pk for row in near(user=people.member, community=None, title=here.title, leave=here.pk)] == [
        there.pk
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_one_statement(number: int, community: Any, people: Any) -> None:
    for n in range(number):
        compare(published(community, title=f"Keeping hand pumps running {n}", context=TEXT))

    with CaptureQueriesContext(connection) as queries:
        found = near(user=people.member, community=community, title="Keeping hand pumps running", text=TEXT)

    assert len(found) == number
    assert len(queries) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_what_was_not_done_twice_is_counted_in_two_statements_for_a_year_and_for_its_own_community(
    number: int, community: Any, neighbour: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for n in range(number):
        page = published(community, title=f"Keeping hand pumps running {n}", sharing="community")
        found = Similar("resources", page.pk, page.title, page.url, "Water", "Tool")
        avoided.note_found(community=community, by=people.member, asked="x", found=found)
        avoided.note_found(community=community, by=people.member, asked="again", found=found)
        other = published(community, title=f"Our yearly method {n}", sharing="community")
        merges.merge(winner=page, loser=other, by=people.knowledge_manager, reason="The same")

    with django_assert_num_queries(2):
        assert counted(community) == Counted(number, number)
    assert counted(neighbour) == Counted(0, 0)
    AvoidedDuplicate.objects.update(at=timezone.now() - datetime.timedelta(days=366))
    assert counted(community) == Counted(0, number)
