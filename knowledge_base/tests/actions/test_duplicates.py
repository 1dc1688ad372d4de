"""Pairs that are nearly the same: kept as they come, judged once."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from cop_portal.foundation.activity.models import ActivityEntry
from knowledge_base.actions import duplicates, resources
from knowledge_base.models import NearPair, Shingles
from knowledge_base.queries.duplicates import open_pairs
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(community: Any) -> NearPair:
    first = published(community, title="Keeping hand pumps running")
    second = published(community, title="Keeping hand pumps running well")
    duplicates.compare(first)
    duplicates.compare(second)
    return NearPair.objects.get(first=first, second=second)


def test_what_is_handed_in_is_compared_without_anybody_asking(
    community: Any, people: Any, dispatched: Any
) -> None:
    kept = published(community, title="Keeping hand pumps running")
    handed = draft(community, by=people.member, title="Keeping handpumps running")
    resources.submit(resource=handed, by=people.member)
    dispatched()

    found = open_pairs(people.knowledge_manager, community)
    assert [(row.first_id, row.second_id) for row in found] == [(kept.pk, handed.pk)]
    assert open_pairs(people.member, community) == []
    assert open_pairs(people.stranger, community) == []


def test_a_pair_that_was_judged_is_not_asked_again(community: Any, people: Any, pair: NearPair) -> None:
    assert duplicates.say_different(pair=pair, by=people.knowledge_manager) is True
    assert duplicates.say_different(pair=pair, by=people.knowledge_manager) is False
    duplicates.compare(pair.second)

    pair.refresh_from_db()
    assert pair.judged_by == people.knowledge_manager
    assert open_pairs(people.knowledge_manager, community) == []
    assert ActivityEntry.objects.filter(verb="knowledge_base.pair_judged").count() == 1


@pytest.mark.parametrize("who", ["member", "expert", "coordinator", "stranger"])
def test_only_who_looks_after_the_library_judges(who: str, people: Any, pair: NearPair) -> None:
    with pytest.raises(Http404):
        duplicates.say_different(pair=pair, by=getattr(people, who))

    pair.refresh_from_db()
    assert pair.judged_at is None


def test_the_other_half_of_a_pair_is_not_betrayed_to_a_knowledge_manager(
    community: Any, neighbour: Any, people: Any
) -> None:
    duplicates.compare(published(neighbour, title="Keeping hand pumps running", sharing="community"))
    duplicates.compare(published(community, title="Keeping hand pumps running"))

    assert NearPair.objects.count() == 1
    assert open_pairs(people.knowledge_manager, community) == []
    assert len(open_pairs(people.administrator, community)) == 1


def test_resources_of_before_are_compared_in_the_end(community: Any) -> None:
    published(community, title="Keeping hand pumps running")
    published(community, title="Keeping hand pumps going")

    assert duplicates.compare_waiting() == 2
    assert duplicates.compare_waiting() == 0
    assert Shingles.objects.count() == 2
    assert NearPair.objects.count() == 1
