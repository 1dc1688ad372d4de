"""Searching the library finds the best first, and nothing behind the gate."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.portal.search import search_all
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_the_resource_that_speaks_most_of_it_comes_first(community: Any, people: Any) -> None:
    little = published(community, title="Wells and roofs", context="A chlorine test once.")
    much = published(
        community, title="Chlorine", summary="Chlorine at the tap.", context="Chlorine, chlorine."
    )

    found = search_all(people.member, "chlorine", kind="resources").resources

    assert [item.pk for item in found] == [much.pk, little.pk]


def test_accents_and_the_language_of_the_text_do_not_matter(community: Any, people: Any) -> None:
    page = published(community, title="Réseaux d’eau potable", language="fr")

    assert [item.pk for item in search_all(people.member, "reseaux").resources] == [page.pk]


def test_a_stranger_finds_nothing_of_a_closed_community(neighbour: Any, people: Any) -> None:
    published(neighbour, title="Unusual word quinquereme")

    assert search_all(people.member, "quinquereme").total == 0
    assert search_all(people.administrator, "quinquereme").total == 1
