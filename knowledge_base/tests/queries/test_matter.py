"""What a resource says, as plain parts."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from wagtail.rich_text import RichText

from knowledge_base.models import Credit
from knowledge_base.queries.matter import credits_of, matter_of, rich, words_in
from knowledge_base.tests.makers import published, table


def test_a_rich_text_becomes_headings_lists_and_paragraphs() -> None:
    found = rich("<p>One &amp; two</p><h3>Then</h3><ul><li>a</li><li><b>b</b></li></ul><p>End<br>here</p>")

    assert found == [
        {"type": "text", "text": "One & two"},
        {"type": "heading", "text": "Then"},
        {"type": "points", "points": ["a", "b"], "numbered": False},
        {"type": "text", "text": "End\nhere"},
    ]


def test_a_link_in_a_text_keeps_its_address_and_one_that_says_it_says_it_once() -> None:
    found = rich(
        '<p>See <a href="https://ropes.example/a?b=1&amp;c=2">the <b>sheet</b></a> or '
        '<a href="https://ropes.example/">https://ropes.example/</a>, <a linktype="page" id="5">here</a>.</p>'
    )

    said = "See the sheet (https://ropes.example/a?b=1&c=2) or https://ropes.example/, here."
    assert found == [{"type": "text", "text": said}]


@pytest.mark.django_db
def test_a_table_keeps_its_numbers_and_rows_and_films_and_links_their_address(community: Any) -> None:
    page = published(
        community,
        body=[
            table(["North", 12.5, 2024.0], ["South", None, 0.001], head=("Well", "Litres", "")),
            ("table", table(caption="Nothing")[1].__class__([], [], "Nothing")),
            ("video", {"url": "https://films.example/7", "title": "The pump", "note": "3 minutes"}),
            ("link", {"url": "https://ropes.example/sheet", "title": "The sheet", "note": ""}),
        ],
    )

    rows, film, link = matter_of(page)

    assert rows == {
        "type": "table",
        "caption": "What came out",
        "head": ["Well", "Litres", ""],
        "numbers": [2, 3],
        "rows": [["North", "12.5", "2024"], ["South", "", "0.001"]],
    }
    assert film == {"type": "link", "text": "The pump", "url": "https://films.example/7", "note": "3 minutes"}
    assert link == {"type": "link", "text": "The sheet", "url": "https://ropes.example/sheet", "note": ""}
    assert words_in(rows).splitlines() == [
        "What came out", "Well | Litres | ", "North | 12.5 | 2024", "South |  | 0.001",
    ]  # fmt: skip
    assert words_in(film).splitlines() == ["The pump", "3 minutes", "https://films.example/7"]
    with override("fr"):
        assert matter_of(page)[0]["rows"][0] == ["North", "12,5", "2024"]


@pytest.mark.django_db
def test_sections_steps_and_text_come_in_reading_order(community: Any, people: Any) -> None:
    page = published(
        community,
        by=people.member,
        context="Hard water.",
        steps=[("step", {"title": "Ask", "text": "Who?"})],
        body=[
            ("heading", "More"),
            ("paragraph", RichText("<p>It held.</p>")),
            ("quote", {"text": "Yes", "who": "Sami"}),
        ],
    )

    found = matter_of(page)

    assert [part["type"] for part in found] == ["heading", "text", "points", "heading", "text", "quote"]
    assert found[2]["points"] == ["Ask\nWho?"]


@pytest.mark.django_db
def test_who_is_not_credited_or_asked_not_to_be_named_is_not_named(community: Any, people: Any) -> None:
    page = published(community, by=people.member)
    assert credits_of(page) == []

    Credit.objects.create(resource_id=page.pk, user=people.member, name=people.member.name, role="author")
    Credit.objects.create(resource_id=page.pk, user=people.expert, name="–", unnamed=True)

    assert credits_of(page) == [
        {"user": people.member.pk, "name": people.member.name, "role": "author"},
        {"user": None, "name": "a member", "role": "contributor"},
    ]
