"""Asking without a name, as people see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from discussions.models import Discussion
from discussions.tests.actions.test_unnamed import allow

pytestmark = pytest.mark.django_db


def test_the_choice_is_there_where_the_charter_allows_it(community: Any, people: Any, sign_in: Any) -> None:
    start = f"/communities/{community.slug}/discussions/start/"
    client = sign_in(people.member)
    data = {
        "kind": "question",
        "title": "May one say no?",
        "body": "It insists.",
        "unnamed": "on",
        "key": "k1",
    }
    assert "Ask without my name" not in client.get(start).content.decode()
    client.post(start, {**data, "title": "With a name"})
    assert Discussion.objects.get(title="With a name").author == people.member

    allow(community, people)
    assert "Ask without my name" in client.get(start).content.decode()
    wrong = client.post(start, {**data, "kind": "conversation"}).content.decode()
    assert "Only a question can be asked without a name." in wrong
    assert "It insists." in wrong
    client.post(start, data)
    talk = Discussion.objects.get(title="May one say no?")

    for who in (people.facilitator, people.administrator, people.stranger):
        page = sign_in(who).get(talk.get_absolute_url()).content.decode()
        assert "Asked without a name" in page
        assert "Mona Member" not in page
        assert talk.origin == "unnamed:k1"  # the key of the form, and nothing of the person
    assert (
        "May one say no?" not in sign_in(people.expert).get(f"/people/{people.member.pk}/").content.decode()
    )
    assert (
        "without their name"
        in sign_in(people.member).get(f"/communities/{community.slug}/charter/").content.decode()
    )


def test_files_stand_under_a_name_and_are_refused_with_the_words_kept(
    community: Any, people: Any, sign_in: Any
) -> None:
    allow(community, people)
    data = {"kind": "question", "title": "May one?", "body": "It insists.", "unnamed": "on", "seen": "1"}
    file = SimpleUploadedFile("mine.txt", b"with my name in it")

    answer = sign_in(people.member).post(
        f"/communities/{community.slug}/discussions/start/", {**data, "files": [file]}
    )

    assert "Files come under your name." in answer.content.decode()
    assert "It insists." in answer.content.decode()
    assert not Discussion.objects.exists()
