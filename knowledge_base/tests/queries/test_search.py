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


@pytest.mark.parametrize("state", ["confirmed", "due", "none"])
def test_a_state_of_trust_is_what_the_page_shows(state: str, community: Any, people: Any) -> None:
    page = published(community, title="Siphon")
    day = timezone.localdate()
    ResourcePage.objects.filter(pk=page.pk).update(
        **{
            "confirmed": {"next_review_on": day},
            "due": {"next_review_on": day - datetime.timedelta(days=1)},
            "none": {"next_review_on": None, "confirmed_at": None},
        }[state]
    )
    page.refresh_from_db()
    found = {
        one: search_all(people.member, "siphon", kind="resources", narrowed=Narrowed(trust=one)).total
        for one in ("confirmed", "due", "none")
    }

    assert page.trust_state == state
    assert [one for one, total in found.items() if total] == [state]
    assert search_all(people.member, "siphon").facets["trust"] == [(state, 1)]
