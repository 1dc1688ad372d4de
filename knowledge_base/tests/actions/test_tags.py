"""Topics of many resources at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry

from cop_portal.foundation.permissions import Denied
from knowledge_base.actions.tags import set_topics, set_topics_of_all, with_topics
from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import library
from knowledge_base.tests.makers import published


def test_topics_are_the_same_whatever_their_case_and_accents() -> None:
    assert with_topics(["Eau"], ["eau", "Énergie"], ["energie"]) == ["Eau"]
    assert with_topics([], [" a  b ", ""], []) == ["a b"]


@pytest.mark.django_db
def test_only_who_looks_after_the_library_sets_topics_and_the_same_again_changes_nothing(
    community: Any, people: Any
) -> None:
    page = published(community)
    for who in (people.member, people.expert, people.stranger):
        with pytest.raises(Denied):
            set_topics(resource=page, by=who, add=["pumps"])

    assert set_topics(resource=page, by=people.knowledge_manager, add=["pumps"])
    assert not set_topics(resource=page, by=people.knowledge_manager, add=["Pumps"])


@pytest.mark.django_db
def test_topics_of_many_are_each_recorded_and_found_and_all_of_them_are_indexed_together(
    community: Any, people: Any
) -> None:
    keeper = people.knowledge_manager

    def indexed(count: int, topic: str) -> int:
        pages = [published(community, title=f"{topic} {number}") for number in range(count)]
        with CaptureQueriesContext(connection) as found:
            assert set_topics_of_all(resources=pages, by=keeper, add=[topic]) == count
        return sum("wagtailsearch_indexentry" in one["sql"] for one in found)

    assert indexed(1, "ropes") == indexed(4, "pumps")
    pages = list(ResourcePage.objects.filter(tags__name="pumps").order_by("pk"))
    assert len(pages) == 4
    assert set(library(people.member, words="pumps")) == set(pages)
    assert PageLogEntry.objects.filter(page__in=pages, action="wagtail.edit", user=keeper).count() == 4
    assert set_topics_of_all(resources=pages, by=keeper, add=["Pumps"]) == 0
    with pytest.raises(Denied):
        set_topics_of_all(resources=pages, by=people.stranger, remove=["pumps"])
    assert ResourcePage.objects.filter(tags__name="pumps").count() == 4
