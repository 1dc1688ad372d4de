"""Discussions like a question that is being typed."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.text import fold
from cop_portal.tests import factories
from discussions.actions import discussions as actions
from discussions.queries.similar import one_similar, similar_discussions
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db


def titles(user: Any, community: Any, text: str) -> list[str]:
    return [row.title for row in similar_discussions(user, community, fold(text))]


@pytest.mark.parametrize(
    "typed",
    [
        "Which pump lasts longest?",
        "wich pumb lasts longest",
        "WHICH PUMP LASTS",
        "Which púmp lasts longest",
        "longest lasting pump, which?",
    ],
)
def test_the_same_question_in_other_letters_is_found(typed: str, community: Any, people: Any) -> None:
    question(community, people.member, title="Which pump lasts longest?")
    question(community, people.member, title="Tariffs for kiosks", body="Who pays?")

    assert titles(people.expert, community, typed) == ["Which pump lasts longest?"]


def test_words_of_the_text_count_where_the_title_says_something_else(community: Any, people: Any) -> None:
    question(community, people.member, title="Help", body="Our chlorine dispensers corrode near the coast.")

    assert titles(people.expert, community, "Why do chlorine dispensers corrode?") == ["Help"]


def test_arabic_forms_do_not_hide_a_question(community: Any, people: Any) -> None:
    question(community, people.member, title="أي مضخة تدوم أطول؟")

    assert titles(people.expert, community, "اي مضخه تدوم اطول") == ["أي مضخة تدوم أطول؟"]


def test_an_answered_question_leads_to_its_answer_and_comes_first(community: Any, people: Any) -> None:
    question(community, people.member, title="Which pump lasts longest?")
    talk = question(community, people.member, title="Which pump lasts longest?")
    answer = said(talk, people.expert, "The blue one, in sand.")
    actions.accept_answer(discussion=talk, contribution=answer, by=people.member)

    first = max(
        similar_discussions(people.guest, community, "which pump lasts longest?"), key=lambda r: r.likeness
    )

    assert (first.pk, first.kind, first.words) == (talk.pk, "Question, answered", "The blue one, in sand.")
    assert first.url == answer.get_absolute_url()


def test_what_one_may_not_read_is_not_like_anything(community: Any, neighbour: Any, people: Any) -> None:
    secret = question(
        neighbour, factories.holder(neighbour, "facilitator"), title="Which fridge keeps the cold?"
    )
    facilitated(community, people.facilitator, opened=False, title="Which fridge keeps the cold?")

    assert titles(people.member, community, "Which fridge keeps the cold?") == []
    assert one_similar(people.member, secret.pk) is None
    assert titles(people.stranger, neighbour, "Which fridge keeps the cold?") == [secret.title]


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_for_one_and_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        question(community, people.member, title=f"Which pump lasts longest {index}?")

    with django_assert_num_queries(2):
        assert len(titles(people.expert, community, "Which pump lasts longest?")) == number
