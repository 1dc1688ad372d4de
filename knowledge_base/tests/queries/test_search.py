"""Searching the library finds the best first, and nothing behind the gate."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.finding import Narrowed
from cop_portal.portal.search import search_all
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_the_resource_that_speaks_most_of_it_comes_first(community: Any, people: Any) -> None:
    little = published(community, title="Wells and roofs", context="A chlorine test once.")
    much = published(
        community, title="Chlorine now", summary="Chlorine at the tap.", context="Chlorine, chlorine."
    )

    found = search_all(people.member, "chlorine", kind="resources").of("resources")

    assert [item.pk for item in found] == [much.pk, little.pk]


def test_accents_and_the_language_of_the_text_do_not_matter(community: Any, people: Any) -> None:
    page = published(community, title="Réseaux d’eau potable", language="fr")

    assert [item.pk for item in search_all(people.member, "reseaux").of("resources")] == [page.pk]


def test_a_stranger_finds_nothing_of_a_closed_community(neighbour: Any, people: Any) -> None:
    published(neighbour, title="Unusual word quinquereme")

    assert search_all(people.member, "quinquereme").total == 0
    assert search_all(people.administrator, "quinquereme").total == 1


def yesterday() -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "columns"),
    [
        ("confirmed", {"next_review_on": timezone.localdate}),
        ("due", {"next_review_on": yesterday}),
        ("due", {"next_review_on": timezone.localdate, "changed_at": timezone.now}),
        ("due", {"next_review_on": None, "changed_at": timezone.now}),
        ("due", {"next_review_on": yesterday, "confirmed_at": None, "changed_at": timezone.now}),
        ("none", {"next_review_on": None, "confirmed_at": None}),
        ("none", {"next_review_on": timezone.localdate, "confirmed_at": None, "changed_at": timezone.now}),
    ],
)
def test_a_state_of_trust_is_what_the_page_shows(
    state: str, columns: dict[str, Any], community: Any, neighbour: Any, people: Any
) -> None:
    """In the row, in the facet and in what it is narrowed by, one and the same; nothing of next door."""
    page = published(community, title="Siphon")
    published(neighbour, title="Siphon of the neighbours")
    values = {name: value() if callable(value) else value for name, value in columns.items()}
    ResourcePage.objects.filter(pk=page.pk).update(**values)
    page.refresh_from_db()
    found = {
        one: search_all(people.member, "siphon", kind="resources", narrowed=Narrowed(trust=one)).total
        for one in ("confirmed", "due", "none")
    }

    assert page.trust_state == state
    assert [one for one, total in found.items() if total] == [state]
    everything = search_all(people.member, "siphon")
    assert everything.facets["trust"] == [(state, 1)]
    (row,) = everything.of("resources")
    assert row.trust == (state, page.trust_text)
