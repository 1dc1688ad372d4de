"""What stands in the curators' queue."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from knowledge_base.actions import gaps
from knowledge_base.actions.searches import note_failed, take_up
from knowledge_base.models import FailedSearch, Gap, ResourcePage
from knowledge_base.queries import queue
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_nobody_answers_for_what_has_no_owner_or_one_who_left(community: Any, people: Any) -> None:
    pages = [published(community, title=name) for name in ("None", "Left", "Kept")]
    for page, owner in zip(pages, (None, people.stranger, people.expert), strict=True):
        ResourcePage.objects.filter(pk=page.pk).update(owner=owner)

    assert {page.title for page in queue.unowned([community])} == {"None", "Left"}
    assert not queue.unowned([])


def test_what_was_sought_is_counted_together_and_next_door_is_left_out(
    community: Any, neighbour: Any, people: Any
) -> None:
    for words in ("Water filters", "water  FILTERS"):
        note_failed(words=words, by=people.member, community=community)
    note_failed(words="cold boxes", by=people.member, community=neighbour)

    found = queue.sought_in_vain(people.knowledge_manager, [community])

    assert [(row["folded_words"], row["number"]) for row in found] == [("water filters", 2)]


def test_what_is_on_the_list_of_gaps_leaves_and_comes_back_when_it_is_sought_after_it_was_filled(
    community: Any, people: Any
) -> None:
    note_failed(words="Water filters", by=people.member)

    def listed() -> list[str]:
        return [row["words"] for row in queue.sought_in_vain(people.knowledge_manager, [community])]

    assert listed() == ["Water filters"]
    gap = take_up(search=FailedSearch.objects.get(), by=people.knowledge_manager)
    assert listed() == []
    gaps.fill(gap=gap, by=people.knowledge_manager, resource=published(community))
    assert listed() == []
    note_failed(words="Water filters", by=people.member)  # on the same day
    assert listed() == ["Water filters"]
    Gap.objects.update(changed_at=timezone.now() + datetime.timedelta(seconds=1))
    assert listed() == []
    Gap.objects.update(changed_at=timezone.now() - datetime.timedelta(days=3))
    assert listed() == ["Water filters"]


def test_other_words_for_a_filled_gap_hide_nothing_that_was_sought_since_it_was_filled(
    community: Any, people: Any
) -> None:
    keeper = people.knowledge_manager
    note_failed(words="Water filters", by=people.member)
    gap = take_up(search=FailedSearch.objects.get(), by=keeper)
    gaps.fill(gap=gap, by=keeper, resource=published(community))
    note_failed(words="Water filters", by=people.member)
    before = Gap.objects.get().changed_at

    gaps.show(gap=gap, by=keeper, text="Filters for wells")

    now = Gap.objects.get()
    assert (now.text, now.is_shown, now.changed_at) == ("Filters for wells", True, before)
    assert [row["words"] for row in queue.sought_in_vain(keeper, [community])] == ["Water filters"]
    again = take_up(search=FailedSearch.objects.latest("pk"), by=keeper)
    assert (again.pk, again.state, again.text) == (gap.pk, "open", "Filters for wells")


def test_what_nobody_can_act_on_comes_last(community: Any, people: Any, make_person: Any) -> None:
    alone = make_person("Alone")
    for _again in range(2):
        note_failed(words="of nobody", by=alone)
    note_failed(words="ours", by=people.member, community=community)

    found = queue.sought_in_vain(people.administrator, [community])

    assert [(row["words"], row["number"]) for row in found] == [("ours", 1), ("of nobody", 2)]
