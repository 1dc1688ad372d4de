"""Reading the rounds of “How are we doing?”."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from communities.actions import reflections as actions
from communities.models import Community, Reflection
from communities.queries import reflections

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(community: Any, people: Any) -> Reflection:
    return actions.open_round(community=community, by=people.facilitator)


def test_rounds_are_for_members_only_even_of_a_public_community(
    community: Any, people: Any, opened: Reflection
) -> None:
    Community.objects.update(visibility="public")

    assert reflections.open_round(people.guest, community) == opened
    assert reflections.open_round(people.administrator, community) == opened
    for who in (people.stranger, people.sponsor, AnonymousUser()):
        assert not reflections.rounds(who, community).exists()
        with pytest.raises(Http404):
            reflections.get_for(who, community, opened.pk)


def test_the_four_headings_come_in_their_order_in_one_query(
    people: Any, opened: Reflection, django_assert_num_queries: Any
) -> None:
    for who in (people.member, people.guest, people.expert):
        actions.note(reflection=opened, by=who, heading="practice", text=f"By {who}")

    with django_assert_num_queries(1):
        found = reflections.parts(people.guest, opened)

    assert [part.key for part in found] == ["culture", "practice", "technology", "motivation"]
    assert [note.by for note in found[1].notes] == [people.member, people.guest, people.expert]
    assert found[1].own is not None
    assert found[1].own.by == people.guest
    assert found[0].own is None


def test_the_desk_reminds_after_half_a_year(
    community: Any, neighbour: Any, people: Any, opened: Reflection, django_assert_num_queries: Any
) -> None:
    before = reflections.waiting_for(people.facilitator)
    long_ago = timezone.now() - datetime.timedelta(days=200)
    Reflection.objects.update(opened_at=long_ago, closed_at=long_ago)

    with django_assert_num_queries(1):
        [item] = reflections.waiting_for(people.facilitator)

    assert before == []
    assert (item.community, item.since) == (community, long_ago + reflections.EVERY)
    assert reflections.waiting_for(people.member) == []
    assert reflections.waiting_for(people.stranger) == []


def test_a_young_community_is_left_in_peace_and_an_old_one_is_not(community: Any, people: Any) -> None:
    young = reflections.waiting_for(people.coordinator)
    Community.objects.update(created_at=timezone.now() - datetime.timedelta(days=200))

    assert young == []
    assert len(reflections.waiting_for(people.coordinator)) == 1
    Community.objects.update(modules_off=["reflections"])
    assert reflections.waiting_for(people.coordinator) == []
