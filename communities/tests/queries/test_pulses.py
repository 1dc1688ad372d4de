"""What was answered without names: one's own while it is open, all together afterwards, and how it moved."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import pulses as actions
from communities.actions import reflections, reviews
from communities.models import PulseAnswer, Reflection
from communities.queries import pulses
from communities.tests.actions.test_pulses import ALL

pytestmark = pytest.mark.django_db


def closed(community: Any, days_ago: int, pulse: dict[str, float]) -> Reflection:
    moment = timezone.now() - datetime.timedelta(days=days_ago)
    return Reflection.objects.create(
        community=community,
        opened_at=moment - datetime.timedelta(days=20),
        closes_on=moment.date(),
        closed_at=moment,
        pulse=pulse,
    )


def test_nobody_reads_what_another_answered(community: Any, people: Any) -> None:
    opened = reflections.open_round(community=community, by=people.facilitator)
    actions.answer(reflection=opened, by=people.member, **ALL)

    assert pulses.own_answer(people.member, opened).need == 2  # type: ignore[union-attr]
    for other in (people.facilitator, people.coordinator, people.administrator, people.stranger):
        assert pulses.own_answer(other, opened) is None
        assert not PulseAnswer.objects.visible_to(other).exists()


def test_a_round_is_shown_beside_the_last_that_enough_people_answered(community: Any, people: Any) -> None:
    closed(community, 400, {"perception": 2.0, "need": 2.5})
    closed(community, 200, {})
    now = closed(community, 1, {"perception": 3.5, "expectation": 4.0, "need": 2.0})

    found = pulses.shifts(now.pulse, pulses.earlier(now))

    assert [(item.now, item.before) for item in found] == [(3.5, 2.0), (4.0, None), (2.0, 2.5)]
    assert pulses.shifts({}, {"need": 2.0}) == []


def test_a_review_opens_with_how_it_moved(community: Any, neighbour: Any, people: Any, sign_in: Any) -> None:
    type(community).objects.filter(pk=community.pk).update(
        created_at=timezone.now() - datetime.timedelta(days=365)
    )
    community.refresh_from_db()
    closed(community, 366, {"need": 2.0})
    closed(community, 10, {"need": 3.5})
    closed(neighbour, 5, {"need": 1.5})

    reviews.move_day(community=community, due_on=timezone.localdate(), by=people.coordinator)

    page = sign_in(people.coordinator).get("/communities/water/review/").content.decode()
    assert "It works on what I need now." in page
    assert "3.5" in page
    assert "2.0" in page
    assert "1.5" not in page
