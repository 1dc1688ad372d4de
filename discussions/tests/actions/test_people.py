"""The list of people beside a discussion."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import contributions, moderation
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_it_names_each_person_once_and_forgets_who_withdrew(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    said(talk, people.member)
    said(talk, people.member)
    slip = said(talk, people.guest)
    dispatched()
    talk.refresh_from_db()
    assert [(one["name"], one["guest"]) for one in talk.people] == [
        ("Mona Member", False),
        ("Gil Guest", True),
    ]

    contributions.withdraw(contribution=slip, by=people.guest)
    dispatched()

    talk.refresh_from_db()
    assert [one["name"] for one in talk.people] == ["Mona Member"]
    assert talk.people_count == 1


def test_who_said_only_what_is_hidden_is_not_named_until_it_is_shown_again(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    slip = said(talk, people.guest)
    said(talk, people.member)

    moderation.hide(discussion=talk, contribution=slip, by=people.facilitator, words="Names a child.")
    dispatched()
    talk.refresh_from_db()
    assert [one["name"] for one in talk.people] == ["Mona Member"]

    moderation.restore(discussion=talk, contribution=slip, by=people.facilitator)
    dispatched()
    talk.refresh_from_db()
    assert {one["name"] for one in talk.people} == {"Mona Member", "Gil Guest"}
