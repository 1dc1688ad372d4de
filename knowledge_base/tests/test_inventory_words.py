"""An inventory speaks its reader's language and understands all of them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override

from knowledge_base import inventory_columns as columns
from knowledge_base import inventory_words as words
from knowledge_base.enums import CreditRole

EVERY = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", EVERY)
def test_each_heading_is_known_again_in_every_language(language: str) -> None:
    with override(language):
        headings = {name: words.heading(name) for name in columns.columns()}

    assert len(set(headings.values())) == len(headings)
    with override("en"):
        assert {name: words.column(said) for name, said in headings.items()} == {n: n for n in headings}
        assert {name: words.column(f"{said} (2)") for name, said in headings.items()} == {
            n: n for n in headings
        }
    assert {words.column(name.replace("_", " ").title()) for name in headings} == set(headings)


@pytest.mark.parametrize("language", EVERY)
def test_each_word_of_a_closed_list_is_known_again_in_every_language(language: str) -> None:
    for name in columns.columns():
        for key, _word in words.choices_of(name) or []:
            with override(language):
                said = words.shown(name, key)
            with override("en"):
                assert words.understood(name, said) == key, (name, said)


@pytest.mark.parametrize("language", EVERY)
def test_who_is_credited_keeps_name_and_part(language: str) -> None:
    cell = columns.join(
        [f"{part}: Amina; Wanjiru: the second (#7)" for part in CreditRole.values] + ["District office"]
    )
    with override(language):
        said = words.shown("credits", cell)

    assert words.understood("credits", said) == cell


def test_readers_see_words_and_not_keys() -> None:
    with override("ru"):
        assert words.heading("summary") == "сводка"
        assert words.shown("consent", "yes") == "да"
        assert words.shown("kind", "lesson") != "lesson"
        assert words.shown("credits", "author: Amina").startswith("Автор: ")


def test_a_word_that_means_two_things_is_written_with_its_key() -> None:
    with override("en"):
        assert words.heading("happened") == "what happened (happened)"
        assert words.column("what happened") == "what_happened"


@pytest.mark.parametrize(
    ("name", "cell", "known"),
    [
        ("state", "PUBLISHED", "published"), ("state", "no such state", "no such state"),
        ("consent", "نعم", "yes"), ("consent", "да", "yes"), ("consent", "否", "no"), ("consent", "1", "1"),
        ("credits", "作者：Amina", "author: Amina"), ("credits", "Somebody: else", "Somebody: else"),
        ("title", "yes", "yes"), ("kind", "", ""),
    ],
)  # fmt: skip
def test_cells_of_any_language_are_understood(name: str, cell: str, known: Any) -> None:
    assert words.understood(name, cell) == known


@pytest.mark.parametrize("cell", ["x" + " " * 1_000_000 + "x", "(" * 1_000_000, "1" * 1_000_000 + "("])
def test_a_heading_without_end_is_none_and_costs_nothing(cell: str) -> None:
    began = time.process_time()
    assert words.column(cell) == cell
    assert time.process_time() - began < 1
    assert words.column("key" + " " * 150) == "key"


def test_a_credit_without_end_costs_nothing() -> None:
    cell = "a" + " " * 1_000_000 + "b"
    began = time.process_time()
    assert words.understood("credits", cell) == cell
    assert time.process_time() - began < 1
    assert words.understood("credits", "Author  ：  Amina") == "author: Amina"
