"""A resource is found by its topics and by the addresses it names, and so are those of before."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchRank, SearchVector
from django.db.models import F, Value

from cop_portal.foundation.searching import Ready, read_question
from knowledge_base.actions.tags import set_topics
from knowledge_base.models import ResourcePage
from knowledge_base.queries.resources import library
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
DOI = "10.1016/j.wat-res.2011.08.002"
LINK = "https://www.ropes.example/wells/how-to?page=3"


def found(who: Any, words: str) -> list[str]:
    return sorted(row.title for row in library(who, words=words))


def test_topics_are_words_it_is_found_by_as_soon_as_they_are_set_and_no_longer(
    community: Any, people: Any
) -> None:
    page = published(community, title="Ropes", context="For wells.")
    set_topics(resource=page, by=people.knowledge_manager, add=["Écluses", "ground water"])

    assert found(people.member, "ecluses") == found(people.member, "waters") == ["Ropes"]
    assert found(people.member, "wells") == ["Ropes"]

    set_topics(resource=page, by=people.knowledge_manager, remove=["ecluses"])
    assert found(people.member, "ecluses") == []
    assert found(people.member, "ground water") == ["Ropes"]


def test_a_topic_counts_more_than_a_word_of_the_text(community: Any, people: Any) -> None:
    published(community, title="Says it", context="Of pumps.")
    page = published(community, title="Is about it", context="Of wells.")
    set_topics(resource=page, by=people.knowledge_manager, add=["pumps"])

    rows = library(people.member, words="pumps")
    rank = SearchRank(F("search_vector"), Ready(read_question("pumps")))
    assert [row.title for row in rows.annotate(rank=rank).order_by("-rank")] == ["Is about it", "Says it"]


@pytest.mark.parametrize("asked", [DOI, f"https://doi.org/{DOI}", f"doi:{DOI}", LINK, "www.ropes.example"])
def test_an_article_is_found_by_its_doi_and_by_its_link_as_they_are_copied(
    asked: str, community: Any, people: Any
) -> None:
    published(community, title="Ours", kind="article", doi=DOI, link=LINK, sharing="community")
    published(community, title="Another", kind="article", doi="10.1016/j.wat-res.2011.08.003")

    assert found(people.member, asked) == ["Ours"]
    assert found(people.stranger, asked) == []


def test_what_was_published_before_is_found_the_same_way_after_the_migration(
    community: Any, people: Any
) -> None:
    page = published(community, title="Ours", kind="article", doi=DOI, link=LINK)
    set_topics(resource=page, by=people.knowledge_manager, add=["Écluses"])
    ResourcePage.objects.update(search_vector=SearchVector(Value("ours"), config="simple"))
    assert found(people.member, "ecluses") == []

    migration = import_module("knowledge_base.migrations.0018_topics_sought")
    migration.find_by_topics(apps, None)

    for asked in ("ours", "ecluses", DOI, LINK):
        assert found(people.member, asked) == ["Ours"], asked
    once = ResourcePage.objects.get(pk=page.pk).search_vector
    migration.find_by_topics(apps, None)  # broken off and run again
    assert ResourcePage.objects.get(pk=page.pk).search_vector == once
