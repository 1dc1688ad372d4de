"""A duplication avoided is counted once."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from discussions.actions import avoided
from discussions.models import AvoidedDuplicate
from discussions.similar import Similar, get_similar
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db


def found(community: Any, people: Any) -> Similar:
    row = get_similar(people.member, f"discussions:{question(community, people.expert).pk}")
    assert row is not None
    return row


def test_it_counts_once_for_each_person(community: Any, people: Any) -> None:
    answer = found(community, people)

    for who in (people.member, people.member, people.guest):
        avoided.note_found(community=community, by=who, asked=" Which  pump? ", found=answer)

    assert AvoidedDuplicate.objects.count() == 2
    assert AvoidedDuplicate.objects.first().asked == "Which pump?"
    assert ActivityEntry.objects.filter(verb="discussions.duplicate_avoided").count() == 2


def test_the_stranger_counts_nothing(community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        avoided.note_found(community=community, by=people.stranger, asked="x", found=found(community, people))

    assert not AvoidedDuplicate.objects.exists()
