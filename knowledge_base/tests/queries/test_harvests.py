"""Whose harvests are whose, and what waits on a desk."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from discussions.models import Discussion
from knowledge_base.actions import harvests as actions
from knowledge_base.models import Harvest
from knowledge_base.queries import harvests
from knowledge_base.tests.makers import solved

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(community: Any, people: Any) -> Harvest:
    found = actions.offer(source="discussion", source_id=solved(community, people).pk)
    assert found is not None
    return found


def test_the_gardener_and_those_who_look_after_the_community_see_it(offer: Harvest, people: Any) -> None:
    for who in (people.knowledge_manager, people.facilitator, people.coordinator):
        assert harvests.get_for(who, offer.pk) == offer
    for who in (people.member, people.stranger, people.expert):
        with pytest.raises(Http404):
            harvests.get_for(who, offer.pk)


def test_it_waits_with_its_gardener_and_later_with_all_who_look_after_things(
    offer: Harvest, people: Any
) -> None:
    assert [row.due for row in harvests.waiting_harvests(people.knowledge_manager)] == [offer.due_on]
    assert harvests.waiting_harvests(people.coordinator) == []

    late = timezone.localdate() - datetime.timedelta(days=8)
    Harvest.objects.filter(pk=offer.pk).update(due_on=late)
    assert len(harvests.waiting_harvests(people.coordinator)) == 1
    assert harvests.waiting_harvests(people.stranger) == []


def test_hidden_or_merged_it_yields_nothing(offer: Harvest) -> None:
    assert harvests.crop_of(offer) is not None
    Discussion.objects.filter(pk=offer.source_id).update(hidden_at=timezone.now())
    assert harvests.crop_of(offer) is None


def test_it_is_handed_on_to_those_who_hold_something_or_spoke(offer: Harvest, people: Any) -> None:
    found = set(harvests.others(offer))

    assert found == {people.coordinator, people.facilitator, people.expert}
