"""Five plain questions, and which tool fits better."""

from __future__ import annotations

import pytest

from communities.advice import QUESTIONS, advice

ALL_YES = {question.key: True for question in QUESTIONS}


def test_five_times_yes_is_a_community() -> None:
    found = advice(ALL_YES)

    assert (found.is_community, found.reasons, found.unanswered) == (True, (), 0)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_each_no_names_what_fits_better(question) -> None:
    found = advice({**ALL_YES, question.key: False})

    assert found.is_community
    assert found.reasons == (question.better,)


def test_two_noes_are_something_else() -> None:
    assert not advice({**ALL_YES, "is_lasting": False, "is_open_ended": False}).is_community


def test_what_is_not_answered_is_counted_and_speaks_for_nothing() -> None:
    found = advice({})

    assert (found.unanswered, found.reasons) == (5, ())
