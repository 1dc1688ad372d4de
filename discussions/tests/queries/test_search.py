"""Search over discussions and contributions: folded, stemmed, gated."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.portal.search import search_all
from discussions.actions import contributions
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def found(user: Any, words: str) -> tuple[set[str], set[int]]:
    result = search_all(user, words)
    return {row.title for row in result.discussions}, {row.number for row in result.contributions}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("L’évaluation à Bogotá", "evaluation bogota"), ("We were training nurses", "train"), ("الماء النظيفة", "النظيفه"),
        ("Вода в школе", "вода"), ("chlorine-based", '"chlorine based"'),
    ],
)  # fmt: skip
def test_words_are_found_whatever_their_accents_and_endings(
    body: str, words: str, community: Any, people: Any
) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, body)

    assert found(people.member, words)[1] == {1}


def test_what_was_withdrawn_or_changed_is_found_by_its_new_words_only(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    gone, changed = said(talk, people.member, "quagga"), said(talk, people.member, "okapi")
    contributions.withdraw(contribution=gone, by=people.member)
    contributions.edit(contribution=changed, by=people.member, body="bongo")

    assert found(people.member, "quagga") == (set(), set())
    assert found(people.member, "okapi") == (set(), set())
    assert found(people.member, "bongo")[1] == {2}


def test_strangers_find_nothing_of_a_closed_community(neighbour: Any, people: Any) -> None:
    said(question(neighbour, people.stranger, title="Quinquereme"), people.stranger, "quinquereme")

    assert search_all(people.member, "quinquereme").total == 0
    assert search_all(people.stranger, "quinquereme").total == 2
