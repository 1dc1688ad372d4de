"""The registry of what may answer a question before it is asked."""

from __future__ import annotations

from typing import Any

import pytest

from discussions import similar
from discussions.similar import Similar, find_similar, get_similar, shared

pytestmark = pytest.mark.django_db


def test_a_source_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        similar.register(similar.Source(1, "discussions", lambda *_: [], lambda *_: None))


def test_a_few_letters_find_nothing_and_ask_nothing(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert find_similar(people.member, community, "pumps?") == []


@pytest.mark.parametrize(
    "key", ["", "discussions", "discussions:x", "nobody:1", "discussions:-1", "discussions:٣"]
)
def test_a_key_that_is_none_finds_nothing(key: str, people: Any) -> None:
    assert get_similar(people.member, key) is None


def test_words_are_shared_by_their_beginnings() -> None:
    assert shared("which pumps last longest?", "a pump lasts longest in sand") == pytest.approx(2 / 4)
    assert shared("a b c", "a b c") == 0.0


def test_only_what_is_close_is_a_step_before_posting() -> None:
    row = Similar("discussions", 1, "t", "/", "Water", "Question", likeness=0.6)

    assert row.is_close
    assert not Similar("discussions", 1, "t", "/", "Water", "Question", likeness=0.59).is_close
    assert row.key == "discussions:1"
