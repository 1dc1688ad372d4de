"""What stands in the curators' queue."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.actions.searches import note_failed
from knowledge_base.models import ResourcePage
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
