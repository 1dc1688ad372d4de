"""The page of the three questions."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import reflections
from communities.models import PulseAnswer, Reflection
from communities.tests.actions.test_pulses import ALL

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/how-are-we-doing/"


@pytest.fixture
def opened(community: Any, people: Any) -> Reflection:
    return reflections.open_round(community=community, by=people.facilitator, words="A year on")


def test_a_member_answers_and_changes_it(people: Any, sign_in: Any, opened: Reflection) -> None:
    client, address = sign_in(people.member), f"{PAGE}{opened.pk}/answer/"
    assert f"{PAGE}{opened.pk}/answer/" in client.get(PAGE).content.decode()

    half = client.post(address, {"perception": "4"})
    done = client.post(address, {name: str(value) for name, value in ALL.items()}, follow=True)
    again = client.get(address)

    assert b"Choose a number from 1 to 5" in half.content
    assert b"You answered." in done.content
    assert b"Change my answers" in again.content
    assert PulseAnswer.objects.get().user == people.member


def test_after_the_end_all_read_the_mean_or_that_too_few_answered(
    people: Any, sign_in: Any, opened: Reflection
) -> None:
    reflections.close_round(reflection=opened, by=people.facilitator)
    few = sign_in(people.member).get(f"{PAGE}{opened.pk}/")
    late = sign_in(people.member).get(f"{PAGE}{opened.pk}/answer/")
    Reflection.objects.update(pulse={"perception": 3.5})
    enough = sign_in(people.member).get(f"{PAGE}{opened.pk}/")

    assert b"Too few answered" in few.content
    assert b"This round is closed" in late.content
    assert b"3.5" in enough.content


def test_a_stranger_finds_nothing(people: Any, sign_in: Any, opened: Reflection) -> None:
    answer = sign_in(people.stranger).post(f"{PAGE}{opened.pk}/answer/", ALL)

    assert answer.status_code in (403, 404)
    assert not PulseAnswer.objects.exists()
