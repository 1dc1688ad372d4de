"""What was sought and not found is counted, and tells nobody who sought."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from knowledge_base.actions.searches import note_failed
from knowledge_base.models import FailedSearch

pytestmark = pytest.mark.django_db


def test_the_same_words_on_one_day_are_one_row_that_counts(people: Any, community: Any) -> None:
    for words in ("Hand  pumps", "hand pumps", "Hánd pumps"):
        note_failed(words=words, by=people.member, community=community)
    note_failed(words="hand pumps", by=people.member)

    rows = FailedSearch.objects.order_by("community_id")
    assert [(row.community, row.times) for row in rows] == [(community, 3), (None, 1)]
    assert not any(field.name in ("user", "by") for field in FailedSearch._meta.get_fields())


def test_two_letters_and_a_visitor_tell_nothing(people: Any, community: Any) -> None:
    note_failed(words="ab", by=people.member, community=community)
    note_failed(words="hand pumps", by=AnonymousUser(), community=community)

    assert not FailedSearch.objects.exists()


def test_only_those_who_look_after_a_library_read_what_was_sought_there(
    community: Any, neighbour: Any, people: Any
) -> None:
    note_failed(words="hand pumps", by=people.member, community=community)
    note_failed(words="latrines", by=people.stranger, community=neighbour)
    note_failed(words="both", by=people.stranger)

    def seen(who: Any) -> set[str]:
        return set(FailedSearch.objects.visible_to(who).values_list("words", flat=True))

    assert seen(people.knowledge_manager) == {"hand pumps", "both"}
    assert seen(people.member) == set()
    assert seen(people.administrator) == {"hand pumps", "latrines", "both"}
