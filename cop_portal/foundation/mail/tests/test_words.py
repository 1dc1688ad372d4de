"""A word alone on the first line counts, in six languages; nothing is guessed."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from communities.answers import ABSTAIN_WORDS, BALLOT_WORDS, CHARTER_WORDS
from communities.enums import BallotChoice, ProposalMethod
from cop_portal.foundation.mail.words import recognise, stated

SIX = {"ar", "zh-hans", "en", "fr", "ru", "es"}


@pytest.mark.parametrize("words", [CHARTER_WORDS, *BALLOT_WORDS.values()], ids=["charter", *BALLOT_WORDS])
def test_every_word_is_stated_in_six_languages_and_means_one_thing(words) -> None:
    for key, languages in words.items():
        assert set(languages) == SIX
        for group in languages.values():
            for word in group:
                assert recognise(word, words) == (key, "")
                assert recognise(f"  {word.upper()}!\n", words) == (key, "")


@pytest.mark.parametrize("method", ProposalMethod.values)
def test_each_choice_of_a_method_has_its_words(method: str) -> None:
    assert set(BALLOT_WORDS[method]) == {str(choice) for choice in BallotChoice.of(method)}


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("I agree", ""),
        ("I agree.\n\nBest regards\nMona Fara", ""),
        ("Agreed\n\nMona", ""),
        ("I agree, but not to the rules", None),
        ("I do not agree", None),
        ("I agree\nbut not to the rules", "but not to the rules"),
        ("Hello\nI agree", None),
        ("disagree", None),
        ("", None),
        ("I agree: with section 2", "with section 2"),
    ],
)
def test_what_else_is_said_is_kept_apart(text: str, rest: str | None) -> None:
    key, besides = recognise(text, CHARTER_WORDS, name="Mona Fara")

    assert bool(key) == (rest is not None)
    if rest is not None:
        assert besides == rest


def test_a_reason_may_follow_on_the_line_or_below() -> None:
    words = BALLOT_WORDS["consent"]

    assert recognise("Objection: too dear", words) == ("objection", "too dear")
    assert recognise("Me opongo\n\nEs muy caro.\nSaludos", words) == ("objection", "Es muy caro.")
    assert recognise("反对：太贵", words) == ("objection", "太贵")


@pytest.mark.parametrize(
    ("text", "besides"),
    [
        ("Yes, thank you!", ""),
        ("Oui. Merci beaucoup", ""),
        ("Да! Спасибо", ""),
        ("نعم، شكرا", ""),
        ("赞成，谢谢", ""),
        ("Yes, Mona", ""),
        ("Yes, if it is cheap", None),
        ("Yes, no", None),
    ],
)
def test_a_courtesy_on_the_same_line_says_nothing(text: str, besides: str | None) -> None:
    key, said = recognise(text, BALLOT_WORDS["vote"], name="Mona Fara")

    assert (key, said) == (("", text) if besides is None else ("yes", besides))


def test_a_letter_states_the_word_of_its_readers_language() -> None:
    with override("fr"):
        assert stated(ABSTAIN_WORDS, ["abstain"]) == ["Je m’abstiens"]
    with override("ar"):
        assert stated(CHARTER_WORDS, ["agree"]) == ["أوافق"]
