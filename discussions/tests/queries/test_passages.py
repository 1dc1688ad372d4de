"""The two sides of the composer."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import passages as actions
from discussions.models import Passage
from discussions.queries import passages
from discussions.queries.passages import Choice
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_both_sides_come_in_the_same_number_of_questions(
    count: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    for number in range(1, count + 1):
        said(talk, people.member, f"Sentence {number}.")
        actions.mark(
            discussion=talk,
            by=people.facilitator,
            number=number,
            quote=f"Sentence {number}.",
            title=f"T{number}",
        )

    with django_assert_num_queries(3):
        themes = passages.themes_of(talk)
        found = passages.sources(talk, Choice(), cited={1}, themes=themes)

    assert [row.contribution.number for row in found.rows] == list(range(1, count + 1))
    assert found.rows[0].cited
    assert all(row.passages for row in found.rows)


def test_a_choice_survives_its_address() -> None:
    choice = Choice(question=2, unused=True, after=40)

    assert choice.query() == "?question=2&unused=1&after=40"
    assert Choice.of({"question": "2", "unused": "1", "after": "40"}) == choice
    assert choice.at(before=20) == Choice(question=2, unused=True, before=20)
    assert Choice.of({"question": "x", "office": "9" * 30, "after": "-1"}) == Choice()


def test_what_was_typed_is_shown_wherever_its_contribution_stands(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    for _n in range(25):
        said(talk, people.member)

    found = passages.sources(talk, Choice(after=20), cited=set(), themes=[], typed={3: {"quote": "Mine"}})

    assert [row.contribution.number for row in found.rows] == [3, 21, 22, 23, 24, 25]
    assert found.rows[0].typed == {"quote": "Mine"}
    assert (found.previous, found.next) == (21, 0)


def test_passages_are_for_those_who_may_read_their_contribution(
    neighbour: Any, people: Any, community: Any
) -> None:
    from cop_portal.tests import factories

    facilitator = factories.holder(neighbour, "facilitator")
    talk = facilitated(neighbour, facilitator)
    said(talk, facilitator, "Secret words.")
    actions.mark(discussion=talk, by=facilitator, number=1, quote="Secret words.", title="T")

    assert Passage.objects.visible_to(facilitator).count() == 1
    assert not Passage.objects.visible_to(people.member).exists()


def test_a_text_falls_into_sentences_in_any_script() -> None:
    assert passages.sentences("Grease it. Train\ntwo!\n\nهل نفع؟ نعم.") == [
        "Grease it.",
        "Train",
        "two!",
        "هل نفع؟",
        "نعم.",
    ]
