"""What the page of a resource tells of its life, in a number of statements that does not grow."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from knowledge_base.actions import reuses
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published
from knowledge_base.views.life import life_context

pytestmark = pytest.mark.django_db


def asking(user: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.mark.parametrize("count", [1, 3])
def test_it_names_who_adopted_it_in_the_same_number_of_statements(
    count: int, community: Any, people: Any, django_assert_max_num_queries: Any
) -> None:
    page = published(community, sharing="community")
    for number in range(count):
        reuses.note(resource=page, by=people.member, where=f"Office {number}")
    resource = ResourcePage.objects.select_related("community").get(pk=page.pk)

    with django_assert_max_num_queries(9):
        found = life_context(asking(people.member), resource)
        assert len(found["reuses"]) == count
    assert found["own_reuse"] is not None
