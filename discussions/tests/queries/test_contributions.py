"""Pages of contributions by number, and who is represented in a synthesis."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import contributions as actions
from discussions.queries import contributions, discussions, programmes
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db


def test_a_page_holds_twenty_in_order_and_says_what_the_reader_found_useful(
    community: Any, people: Any
) -> None:
    talk = question(community, people.expert)
    made = [said(talk, people.member, f"Number {number}") for number in range(1, 24)]
    actions.mark_useful(contribution=made[2], by=people.expert)

    first, second = (contributions.page_rows(talk.pk, people.expert.pk, page) for page in (1, 2))

    assert [row.number for row in first] == list(range(1, 21))
    assert [row.number for row in second] == [21, 22, 23]
    assert [row.number for row in first if row.found_useful] == [3]
    assert contributions.page_rows(talk.pk, None, 1)[2].found_useful is False


def test_each_guiding_question_knows_its_answers(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    for number in (1, 1, 2):
        said(talk, people.member, question_number=number)
    said(talk, people.member)

    page = discussions.get_page_for(people.expert, community.slug, talk.pk)
    found = programmes.listed(page.programme.questions)
    assert [(question["number"], question["text"], question["times"]) for question in found] == [
        (1, "Where?", 2),
        (2, "What?", 1),
    ]
