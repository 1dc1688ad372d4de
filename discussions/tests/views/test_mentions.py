"""The list behind an @, and the question whom a name means."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests.factories import joined
from discussions.models import Contribution, Mention
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db


def test_the_list_is_for_those_who_write_here(
    community: Any, neighbour: Any, people: Any, sign_in: Any, client: Any
) -> None:
    address = f"{community.get_absolute_url()}discussions/people/?q={people.expert.name[:4]}"

    assert client.get(address).status_code == 302
    assert people.expert.name in [one["name"] for one in sign_in(people.member).get(address).json()["people"]]
    assert sign_in(people.stranger).get(address).status_code == 403
    inside = f"{neighbour.get_absolute_url()}discussions/people/?q=a"
    assert sign_in(people.member).get(inside).status_code in (403, 404)


def test_without_the_list_a_name_of_two_people_is_asked_about_and_the_text_stays(
    community: Any, people: Any, make_person: Any, sign_in: Any
) -> None:
    first = joined(community, make_person("Zora Same"))
    joined(community, make_person("Zora Same", email="same@example.org"))
    talk = question(community, people.expert)
    browser, address = sign_in(people.member), f"{talk.get_absolute_url()}contribute/"

    asked = browser.post(address, {"body": "Ask @Zora Same."})

    assert "Whom do you mean by “@Zora Same”?" in asked.content.decode()
    assert "Ask @Zora Same." in asked.content.decode()
    assert not Contribution.objects.exists()

    field = next(name for name in asked.context["form"].fields if name.startswith("whom_"))
    browser.post(address, {"body": "Ask @Zora Same.", field: str(first.pk)})
    assert Mention.objects.get().user == first

    browser.post(address, {"body": "Ask @Zora Same.", field: "0"})
    assert Mention.objects.count() == 1
    assert Contribution.objects.count() == 2


def test_the_question_is_asked_before_a_discussion_is_begun_too(
    community: Any, people: Any, make_person: Any, sign_in: Any
) -> None:
    first = joined(community, make_person("Zora Same"))
    joined(community, make_person("Zora Same", email="same@example.org"))
    address = f"{community.get_absolute_url()}discussions/start/"
    data = {"kind": "question", "title": "Who knows salt?", "body": "@Zora Same may.", "seen": "1"}
    browser = sign_in(people.member)

    asked = browser.post(address, data)

    assert "Whom do you mean by “@Zora Same”?" in asked.content.decode()
    field = next(name for name in asked.context["form"].fields if name.startswith("whom_"))
    browser.post(address, {**data, field: str(first.pk)})
    assert Mention.objects.get().user == first
