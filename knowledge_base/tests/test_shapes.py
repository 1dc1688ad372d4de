"""Lines, topics and people of the short form, to and fro."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from knowledge_base.shapes import (
    people_in,
    people_words,
    rows_of_people,
    step_blocks,
    step_lines,
    tags_of,
    words_from,
)


@pytest.mark.parametrize(
    ("line", "title", "text"),
    [
        ("Measure the well.", "Measure the well.", ""),
        ("1. Measure. Twice, in pairs.", "Measure.", "Twice, in pairs."),
        ("- Buy one: longer by 3.5 metres", "Buy one", "longer by 3.5 metres"),
        ("Ask who decides? If nobody does, stop.", "Ask who decides?", "If nobody does, stop."),
        ("قس البئر. مرتين.", "قس البئر.", "مرتين."),
    ],
)
def test_the_first_sentence_of_a_line_is_the_step(line: str, title: str, text: str) -> None:
    assert step_blocks(f"\n{line}\n\n") == [("step", {"title": title, "text": text})]


def test_steps_come_back_as_the_lines_they_were() -> None:
    lines = "Measure. Twice, in pairs.\nBuy one: longer by 3.5 metres\nLook"
    steps = [SimpleNamespace(value=value) for _name, value in step_blocks(lines)]

    assert step_lines(steps) == lines
    assert step_blocks(step_lines(steps)) == step_blocks(lines)


def test_a_long_line_loses_nothing() -> None:
    [(_name, step)] = step_blocks("word " * 80)

    assert len(step["title"]) <= 120
    assert f"{step['title']} {step['text']}" == ("word " * 80).strip()


def test_topics_are_parted_by_commas_of_any_script() -> None:
    assert tags_of("Rope, rope،  Wells，水泵、Ropes\nLids;") == ["Rope", "Wells", "水泵", "Ropes", "Lids"]
    assert len(tags_of(",".join(map(str, range(40))))) == 12


def test_people_are_rows_with_a_name_and_there_is_room_for_two_more() -> None:
    words = {
        "person-0-name": "", "person-2-name": " Ruth ", "person-2-agreed": "on", "person-2-how": "In writing",
        "person-2-shown": "both", "person-200-name": "No",
    }  # fmt: skip

    people = people_in(words)

    assert people == [{"name": "Ruth", "shown": "both", "agreed": True, "how": "In writing"}]
    assert rows_of_people(words) == 5
    assert rows_of_people({}) == 2
    back: list[Any] = [SimpleNamespace(**person) for person in people]
    assert people_in(people_words(back)) == people


def test_a_form_takes_what_it_has_and_nothing_else() -> None:
    typed = {
        "title": "a\x00b",
        "context": "c",
        "doi": "d",
        "csrfmiddlewaretoken": "e",
        "says-7": "f",
        "step": "g",
    }

    assert words_from("good_practice", typed) == {"title": "ab", "context": "c", "says-7": "f"}
