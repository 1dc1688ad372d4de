"""Search over discussions, contributions and their files: folded, stemmed, gated."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.uploads import check_upload
from cop_portal.portal.search import search_all
from discussions.actions import contributions, filetexts, moderation
from discussions.models import AttachmentText, Contribution, Discussion
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db


def found(user: Any, words: str) -> tuple[set[str], set[int]]:
    result = search_all(user, words)
    rows = Contribution.objects.filter(pk__in=[row.pk for row in result.of("contributions")])
    return {row.title for row in result.of("discussions")}, set(rows.values_list("number", flat=True))


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


def test_what_is_prepared_or_was_merged_is_not_found(community: Any, people: Any) -> None:
    facilitated(community, people.facilitator, opened=False, title="Quagga brief")
    kept = question(community, people.expert, title="Quagga kept")
    merged = question(community, people.expert, title="Quagga merged")
    Discussion.objects.filter(pk=merged.pk).update(merged_into=kept)

    assert found(people.member, "quagga")[0] == {"Quagga kept"}


def with_file(talk: Any, by: Any, words: bytes) -> Any:
    made = contributions.add(
        discussion=talk, by=by, body="See the file.", files=[check_upload("a.txt", words)]
    )
    filetexts.read_waiting()
    return made


def test_a_file_is_found_by_its_words_and_leads_to_what_was_said_with_it(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    made = with_file(talk, people.member, b"Ferrocement tanks hold")
    result = search_all(people.member, "ferrocement tank")

    assert [(row.title, row.url) for row in result.of("files")] == [("a.txt", made.get_absolute_url())]
    assert filetexts.read_waiting() == 0


def test_files_of_others_and_of_what_is_hidden_or_withdrawn_are_not_found(
    community: Any, neighbour: Any, people: Any
) -> None:
    with_file(question(neighbour, people.stranger), people.stranger, b"Quinquereme")
    talk = question(community, people.expert)
    hidden = with_file(talk, people.member, b"Quinquereme")
    withdrawn = with_file(talk, people.member, b"Quinquereme")
    moderation.hide(discussion=talk, contribution=hidden, by=people.facilitator, words="Names somebody")
    contributions.withdraw(contribution=withdrawn, by=people.member)

    assert search_all(people.member, "quinquereme").total == 0
    assert search_all(people.stranger, "quinquereme").total == 1


def test_a_file_with_more_words_than_can_be_indexed_is_read_all_the_same(
    community: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = " ".join(f"{number:06d}ферроцемент" for number in range(11_000))
    monkeypatch.setattr(filetexts, "words_of", lambda name, stored: many)
    with_file(question(community, people.expert), people.member, b"x")

    assert AttachmentText.objects.get().search is not None
