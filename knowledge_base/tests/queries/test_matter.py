"""What a resource says, as plain parts."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.rich_text import RichText

from knowledge_base.models import Credit
from knowledge_base.queries.matter import credits_of, matter_of, rich
from knowledge_base.tests.makers import published


def test_a_rich_text_becomes_headings_lists_and_paragraphs() -> None:
    found = rich("<p>One &amp; two</p><h3>Then</h3><ul><li>a</li><li><b>b</b></li></ul><p>End<br>here</p>")

    assert found == [
        {"type": "text", "text": "One & two"},
        {"type": "heading", "text": "Then"},
        {"type": "points", "points": ["a", "b"], "numbered": False},
        {"type": "text", "text": "End\nhere"},
    ]


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
