"""The browser is told that the server has what was sent, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.tests.makers import question

pytestmark = pytest.mark.django_db


def test_a_form_that_went_through_is_confirmed(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    data = {"body": "Here.", "kept_as": f"discussion:{talk.pk}"}

    answer = sign_in(people.member).post(f"{talk.get_absolute_url()}contribute/", data)

    assert answer.cookies["kept"].value == f"discussion:{talk.pk}"
    assert not answer.cookies["kept"]["httponly"]


@pytest.mark.parametrize("body", ["", " "])
def test_a_form_that_comes_back_is_not(body: str, community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)

    answer = sign_in(people.member).post(
        f"{talk.get_absolute_url()}contribute/", {"body": body, "kept_as": "discussion:1"}
    )

    assert answer.status_code == 200
    assert "kept" not in answer.cookies


def test_who_must_sign_in_first_keeps_the_copy(community: Any, people: Any, client: Any) -> None:
    talk = question(community, people.expert)

    answer = client.post(
        f"{talk.get_absolute_url()}contribute/", {"body": "Here.", "kept_as": "discussion:1"}
    )

    assert answer.status_code == 302
    assert "kept" not in answer.cookies


def test_a_refusal_on_the_next_page_keeps_the_copy(community: Any, people: Any, sign_in: Any) -> None:
    from discussions.tests.makers import facilitated

    talk = facilitated(community, people.facilitator)

    answer = sign_in(people.facilitator).post(
        f"{talk.get_absolute_url()}move/", {"step": "close", "kept_as": "x"}
    )

    assert answer.status_code == 302
    assert "kept" not in answer.cookies


@pytest.mark.parametrize("place", ["a;b", "a b", "ü", "x" * 81, "a\r\nb", ""])
def test_what_is_no_name_of_a_copy_never_becomes_a_cookie(
    place: str, community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.expert)

    answer = sign_in(people.member).post(
        f"{talk.get_absolute_url()}contribute/", {"body": "Here.", "kept_as": place}
    )

    assert answer.status_code == 302
    assert "kept" not in answer.cookies
