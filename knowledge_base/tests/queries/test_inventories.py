"""The inventory of a community, for a spreadsheet."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowledge_base.models import Credit
from knowledge_base.queries.inventories import held, table
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db


def cost(community: Any) -> int:
    with CaptureQueriesContext(connection) as found:
        held(community)
    return len(found)


def test_one_row_and_three_cost_the_same(community: Any) -> None:
    published(community)
    cost(community)
    one = cost(community)
    published(community)
    published(community)

    assert cost(community) == one


def test_drafts_are_told_as_their_newest_draft_and_nothing_of_next_door(
    community: Any, neighbour: Any
) -> None:
    page = draft(community, title="Begun").specific
    page.title = "Begun anew"
    page.save_revision()
    published(neighbour, title="Theirs")

    headings, rows = table(community)

    titles = [row[headings.index("title")] for row in rows]
    assert titles == ["Begun anew"]


def test_one_draft_and_three_cost_the_same_and_say_what_their_editor_says(
    community: Any, people: Any
) -> None:
    def begun(number: int) -> None:
        page = draft(community, title=f"Begun {number}", by=people.member).specific
        page.substitute, page.steps = people.expert, [("step", {"title": "First", "text": "Dig."})]
        page.tags.set(["wells"])
        page.credits.set([Credit(name="District office", role="source")])
        page.save_revision()

    begun(1)
    cost(community)
    one = cost(community)
    read, written = held(community), held(community, to_write=True)
    assert [row.cells for row in read] == [row.cells for row in written]
    assert [(row.credits, row.tags) for row in read] == [(row.credits, row.tags) for row in written]
    assert (read[0].tags, read[0].cells["substitute"]) == (
        ["wells"],
        f"{people.expert.name} (#{people.expert.pk})",
    )
    begun(2)
    begun(3)

    assert cost(community) == one
