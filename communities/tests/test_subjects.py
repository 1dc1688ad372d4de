"""Subjects are compared folded and kept as typed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from communities.forms.subjects import SubjectsField
from communities.subjects import clean_subjects, key_of


@pytest.mark.parametrize(
    ("one", "other"), [("Water quality", "water  QUALITY"), ("Café", "cafe"), ("أنابيب", "انابيب")]
)
def test_two_spellings_of_a_subject_are_one(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_each_is_kept_once_in_the_order_and_spelling_they_came() -> None:
    assert clean_subjects([" Pumps ", "", "pumps", "Salt\nwater"], most=5) == ["Pumps", "Salt water"]


def test_too_many_are_an_error_in_words() -> None:
    with pytest.raises(ValidationError, match="Name 2 subjects at the most"):
        clean_subjects(["a", "b", "c"], most=2)


def test_commas_of_all_the_portals_languages_part_them() -> None:
    field = SubjectsField(most=9)

    assert field.clean("pumps, salt;مضخات، 水泵，井、泉\nwells") == [
        "pumps", "salt", "مضخات", "水泵", "井", "泉", "wells",
    ]  # fmt: skip
    assert field.prepare_value(["a", "b"]) == "a, b"
