"""The page on which the text that begins a discussion is changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from discussions.actions import moves
from discussions.models import Discussion
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    return question(community, people.member, title="How deep?", body="Here.")


def page(talk: Discussion) -> str:
    return f"{talk.get_absolute_url()}opening/"


def test_its_author_comes_from_the_discussion_and_back(people: Any, sign_in: Any, talk: Discussion) -> None:
    client = sign_in(people.member)
    assert page(talk) in client.get(talk.get_absolute_url()).text

    form = client.get(page(talk)).text
    assert "How deep?" in form
    response = client.post(
        page(talk), {"title": "How deep is deep?", "body": "Here, at *30 m*."}, follow=True
    )

    assert response.redirect_chain == [(talk.get_absolute_url(), 302)]
    assert "<em>30 m</em>" in response.text
    assert "changed" in response.text
    assert "How deep?" in client.get(page(talk)).text  # among the earlier texts


def test_a_preview_changes_nothing(people: Any, sign_in: Any, talk: Discussion) -> None:
    response = sign_in(people.member).post(
        page(talk), {"title": "New", "body": "So **be** it", "preview": "1"}
    )

    assert "<strong>be</strong>" in response.text
    talk.refresh_from_db()
    assert (talk.title, talk.edited_at) == ("How deep?", None)


def test_what_was_typed_stands_when_it_is_refused(people: Any, sign_in: Any, talk: Discussion) -> None:
    response = sign_in(people.member).post(page(talk), {"title": "", "body": "Kept words"})

    assert "Kept words" in response.text
    assert "Give it a title" in response.text


@pytest.mark.parametrize("who", ["stranger", "expert"])
def test_nobody_else_is_offered_it(people: Any, sign_in: Any, talk: Discussion, who: str) -> None:
    client = sign_in(getattr(people, who))

    assert "opening/" not in client.get(talk.get_absolute_url()).text
    assert client.get(page(talk)).status_code == 403
    assert client.post(page(talk), {"title": "Mine", "body": "Mine"}).status_code == 403
    talk.refresh_from_db()
    assert talk.title == "How deep?"


def test_it_looks_like_nothing_to_the_community_next_door(
    people: Any, sign_in: Any, neighbour: Any, client: Client
) -> None:
    theirs = question(neighbour, people.stranger)

    assert sign_in(people.member).get(page(theirs)).status_code == 404
    assert client.get(page(theirs)).status_code in (302, 404)


def test_after_a_merge_it_is_the_contribution_that_it_became(
    people: Any, sign_in: Any, talk: Discussion
) -> None:
    other = question(talk.community, people.expert, title="Depth")
    said(other, people.guest)
    moves.merge(discussion=talk, into=other, by=people.facilitator, reason="The same.")

    response = sign_in(people.member).get(page(talk))

    assert response.url == f"{other.get_absolute_url()}contributions/2/edit/"
