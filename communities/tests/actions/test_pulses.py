"""Three questions without names: what stays is what all said together, and only of enough people."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import pulses, reflections
from communities.models import PulseAnswer, Reflection
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from cop_portal.tests.factories import joined, person

pytestmark = pytest.mark.django_db
ALL = {"perception": 4, "expectation": 3, "need": 2}


def round_of(community: Any, people: Any, answers: list[dict[str, int]]) -> Reflection:
    opened = reflections.open_round(community=community, by=people.facilitator, words="A year on")
    for number, said in enumerate(answers):
        pulses.answer(reflection=opened, by=joined(community, person(f"Member {number}")), **said)
    return opened


def test_the_mean_stays_and_the_answers_are_forgotten(community: Any, people: Any) -> None:
    opened = round_of(community, people, [ALL] * 4 + [{"perception": 1, "expectation": 4, "need": 3}])

    reflections.close_round(reflection=opened, by=people.facilitator)

    opened.refresh_from_db()
    assert opened.pulse == {"perception": 3.5, "expectation": 3.0, "need": 2.0}
    assert not PulseAnswer.objects.exists()


def test_of_four_people_nothing_is_said_and_nothing_is_kept(community: Any, people: Any) -> None:
    opened = round_of(community, people, [ALL] * 4)

    reflections.close_due(at=timezone.now() + datetime.timedelta(days=40))

    opened.refresh_from_db()
    assert opened.closed_at
    assert opened.pulse == {}
    assert not PulseAnswer.objects.exists()


@pytest.mark.parametrize(("value", "told"), [(5, 4.5), (1, 1.5)])
def test_that_all_said_the_same_end_of_the_scale_is_not_told(
    value: int, told: float, community: Any, people: Any
) -> None:
    opened = round_of(community, people, [dict.fromkeys(ALL, value)] * 6)

    reflections.close_round(reflection=opened, by=people.facilitator)

    opened.refresh_from_db()
    assert set(opened.pulse.values()) == {told}


def test_one_answers_once_and_may_change_it_and_the_record_knows_nothing(community: Any, people: Any) -> None:
    opened = round_of(community, people, [])
    before = ActivityEntry.objects.count()

    pulses.answer(reflection=opened, by=people.member, **ALL)
    pulses.answer(reflection=opened, by=people.member, **{**ALL, "need": 5})

    assert PulseAnswer.objects.get().need == 5
    assert ActivityEntry.objects.count() == before


@pytest.mark.parametrize("answers", [{}, {"perception": 3}, {**ALL, "need": 6}, {**ALL, "need": 0}])
def test_what_is_not_on_the_scale_is_refused(answers: dict[str, int], community: Any, people: Any) -> None:
    opened = round_of(community, people, [])

    with pytest.raises(ValidationError):
        pulses.answer(reflection=opened, by=people.member, **answers)


def test_a_stranger_and_who_comes_late_answer_nothing(community: Any, people: Any) -> None:
    opened = round_of(community, people, [])
    with pytest.raises(Denied):
        pulses.answer(reflection=opened, by=people.stranger, **ALL)

    reflections.close_round(reflection=opened, by=people.facilitator)

    with pytest.raises(ValidationError, match="closed"):
        pulses.answer(reflection=opened, by=people.member, **ALL)
    assert not PulseAnswer.objects.exists()
