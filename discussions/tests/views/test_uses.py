"""The page on which a use is said."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests.factories import people_of
from discussions.models import Use
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_a_use_is_said_shown_and_taken_back(community: Any, people: Any, sign_in: Any) -> None:
    made = said(question(community, people.expert), people.member)
    browser = sign_in(people.expert)
    address = f"{made.discussion.get_absolute_url()}contributions/1/used/"

    browser.post(address, {"words": "Two <b>pumps</b> hold."})
    page = browser.get(made.discussion.get_absolute_url()).content.decode()
    assert "You used this" in page
    shown = browser.get(address).content.decode()
    assert "Two &lt;b&gt;pumps&lt;/b&gt; hold." in shown

    browser.post(address, {"take_back": "1"})
    assert not Use.objects.exists()


def test_who_wrote_it_sees_who_used_it_and_is_offered_no_form(
    community: Any, people: Any, sign_in: Any
) -> None:
    made = said(question(community, people.expert), people.member)
    address = f"{made.discussion.get_absolute_url()}contributions/1/used/"
    sign_in(people.expert).post(address, {"words": "It holds."})

    page = sign_in(people.member).get(address).content.decode()

    assert "It holds." in page
    assert 'name="words"' not in page
    assert sign_in(people.member).post(address, {"words": "Mine."}).status_code == 403


def test_a_stranger_finds_no_such_page(neighbour: Any, people: Any, sign_in: Any) -> None:
    inner = people_of(neighbour)
    made = said(question(neighbour, inner.expert), inner.member)

    answer = sign_in(people.member).get(f"{made.discussion.get_absolute_url()}contributions/1/used/")

    assert answer.status_code == 404
