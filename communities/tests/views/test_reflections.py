"""Pages of “How are we doing?”."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import reflections
from communities.models import Reflection, ReflectionNote

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/how-are-we-doing/"


@pytest.fixture
def opened(community: Any, people: Any) -> Reflection:
    return reflections.open_round(community=community, by=people.facilitator, words="A year on")


def test_without_a_round_members_are_told_who_opens_one(community: Any, people: Any, sign_in: Any) -> None:
    member = sign_in(people.member).get(PAGE)
    facilitator = sign_in(people.facilitator).get(PAGE)

    assert b"you are told" in member.content
    assert b"Open a round" not in member.content
    assert b"Open a round" in facilitator.content


def test_a_facilitator_opens_and_closes_a_round(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)

    refused = client.post(f"{PAGE}open/", {"words": "Kept words", "closes_on": "2020-01-01"})
    done = client.post(f"{PAGE}open/", {"words": "A year on", "closes_on": "2099-01-01"}, follow=True)
    again = client.get(f"{PAGE}open/")
    ended = client.post(f"{PAGE}{Reflection.objects.get().pk}/close/", follow=True)

    assert b"Kept words" in refused.content
    assert b"A year on" in done.content
    assert b"A round is open already." in again.content
    assert b"The round is closed." in ended.content


def test_a_member_writes_changes_and_takes_back(people: Any, sign_in: Any, opened: Reflection) -> None:
    client, address = sign_in(people.member), f"{PAGE}{opened.pk}/note/"

    kept = client.post(address, {"heading": "culture", "text": "<b>Kind</b>"}, follow=True)
    assert b"&lt;b&gt;Kind&lt;/b&gt;" in kept.content
    assert b"Change what you wrote" in kept.content
    client.post(address, {"heading": "culture", "text": ""})

    assert not ReflectionNote.objects.exists()
    assert client.post(address, {"heading": "weather", "text": "Rain"}).status_code == 404


def test_what_cannot_be_kept_comes_back(people: Any, sign_in: Any, opened: Reflection) -> None:
    client, address = sign_in(people.member), f"{PAGE}{opened.pk}/note/"

    answer = client.post(address, {"heading": "culture", "text": "k" * 2001})

    assert b"longer than 2000" in answer.content
    assert b"k" * 2001 in answer.content
    assert not ReflectionNote.objects.exists()


def test_words_for_a_round_that_ended_meanwhile_are_not_lost(
    people: Any, sign_in: Any, opened: Reflection
) -> None:
    reflections.close_round(reflection=opened, by=people.facilitator)

    answer = sign_in(people.member).post(
        f"{PAGE}{opened.pk}/note/", {"heading": "culture", "text": "Too late"}
    )

    assert b"This round is closed" in answer.content
    assert b"Too late" in answer.content


def test_what_was_changed_stands_with_the_round(people: Any, sign_in: Any, opened: Reflection) -> None:
    client = sign_in(people.coordinator)

    refused = client.post(f"{PAGE}{opened.pk}/change/", {"text": ""})
    done = client.post(f"{PAGE}{opened.pk}/change/", {"text": "Shorter calls"}, follow=True)

    assert b"Say what was changed" in refused.content
    assert b"Shorter calls" in done.content


def test_the_stranger_is_refused_everything(
    client: Any, community: Any, people: Any, sign_in: Any, opened: Reflection
) -> None:
    assert client.get(PAGE).status_code == 302
    sign_in(people.stranger)

    for address in (PAGE, f"{PAGE}{opened.pk}/", f"{PAGE}open/"):
        assert client.get(address).status_code == 403
    for step in ("note", "change", "close"):
        assert client.post(f"{PAGE}{opened.pk}/{step}/", {"text": "x"}).status_code == 403
    assert b"how-are-we-doing" not in client.get("/communities/water/about/").content


def test_where_it_is_switched_off_there_is_no_page(
    community: Any, people: Any, sign_in: Any, opened: Reflection
) -> None:
    type(community).objects.filter(pk=community.pk).update(modules_off=["reflections"])

    assert sign_in(people.member).get(PAGE).status_code == 404
