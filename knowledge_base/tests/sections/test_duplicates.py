"""Possible duplicates in the queue: judged once, merged, and nothing of next door."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.urls import reverse

from cop_portal.tests.factories import holder
from knowledge_base.actions.duplicates import compare
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.models import NearPair
from knowledge_base.sections.registry import MOST
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
QUEUE = "/cms/curation/"


@pytest.fixture
def pair(neighbour: Any, community: Any) -> NearPair:
    ensure_library(neighbour)
    published(community, title="Ropes that hold in salt")
    compare(published(community, title="Ropes that hold in salt!"))
    return NearPair.objects.get()


def test_a_pair_stands_in_the_queue_with_the_way_to_merge_it(
    pair: NearPair, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.knowledge_manager)
    page = client.get(QUEUE).content.decode()
    assert "Possible duplicates" in page
    assert reverse("curation_merge", args=[pair.first_id, pair.second_id]) in page

    client.post(reverse("curation_act", args=["duplicates", "apart", pair.pk]))

    pair.refresh_from_db()
    assert pair.judged_by == people.knowledge_manager
    assert (
        reverse("curation_merge", args=[pair.first_id, pair.second_id])
        not in client.get(QUEUE).content.decode()
    )


def test_the_knowledge_manager_next_door_finds_nothing(
    pair: NearPair, neighbour: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(holder(neighbour, "knowledge_manager"))

    answer = client.post(reverse("curation_act", args=["duplicates", "apart", pair.pk]))

    assert answer.status_code in (403, 404)
    assert "Ropes that hold" not in client.get(QUEUE).content.decode()
    pair.refresh_from_db()
    assert pair.judged_at is None


@pytest.mark.parametrize(("number", "more"), [(MOST, False), (MOST + 1, True)])
def test_that_there_are_more_is_said(
    number: int, more: bool, community: Any, people: Any, sign_in: Any
) -> None:
    pages = [published(community, title=f"Rope {n}") for n in range(7)]
    pairs = list(itertools.combinations(pages, 2))[:number]
    NearPair.objects.bulk_create(NearPair(first=one, second=two, likeness=0.9) for one, two in pairs)

    page = sign_in(people.knowledge_manager).get(QUEUE).content.decode()

    assert ("There are more." in page) is more
    assert page.count("/curation/act/duplicates/apart/") == MOST
