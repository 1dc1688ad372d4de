"""What discussions show for the checklists of stages."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from discussions.actions import contributions, discussions
from discussions.models import Contribution
from discussions.queries import evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any, dispatched: Any) -> Any:
    made = discussions.start(community=community, by=people.expert, title="Which?", body="x", kind="question")
    for who in (people.member, people.facilitator, people.coordinator):
        contributions.add(discussion=made, by=who, body="I")
    dispatched()
    return made


def test_a_discussion_of_three_is_one_and_next_door_has_none(neighbour: Any, talk: Any) -> None:
    assert evidence.discussions_held(talk.community).found
    assert not evidence.discussions_held(neighbour).found
    assert not evidence.synthesis_published(talk.community).found


def test_a_rhythm_is_kept_when_each_of_three_months_has_something(talk: Any) -> None:
    assert not evidence.rhythm_kept(talk.community).found
    assert "1 of the last three months" in evidence.rhythm_kept(talk.community).words

    rows = list(Contribution.objects.order_by("pk"))
    for row, days in zip(rows, (5, 40, 70), strict=True):
        Contribution.objects.filter(pk=row.pk).update(
            created_at=timezone.now() - datetime.timedelta(days=days)
        )

    assert evidence.rhythm_kept(talk.community).found
