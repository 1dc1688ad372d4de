"""Credits of several resources as one, and where one is credited oneself."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.actions import credits
from knowledge_base.queries.credits import gathered, own
from knowledge_base.tests.actions.test_credits import credit
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_gathered_names_each_person_once_with_their_parts_in_one_statement(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    pages = [published(community, title=title) for title in "ABC"]
    credit(pages[0], people.member, "source")
    credit(pages[1], people.member, "author")
    credit(pages[2], name="mona member", role="contributor")
    credit(pages[2], name="Bo Near", role="source")
    credits.unname(credit=credit(pages[0], people.expert), by=people.expert)

    with django_assert_num_queries(1):
        found = gathered(pages)

    assert [(person.shown_name, [str(role) for role in person.roles]) for person in found] == [
        ("Mona Member", ["author", "contributor", "source"]),
        ("a member", ["contributor"]),
        ("Bo Near", ["source"]),
    ]
    assert found[0].resource_ids == [page.pk for page in pages]


def test_own_credits_also_where_one_may_not_read_any_more(
    community: Any, neighbour: Any, people: Any
) -> None:
    open_, shut = published(community), published(neighbour, sharing="community")
    credit(open_, people.member)
    credit(shut, people.member)

    assert {row.resource_id: row.readable for row in own(people.member)} == {open_.pk: True, shut.pk: False}
