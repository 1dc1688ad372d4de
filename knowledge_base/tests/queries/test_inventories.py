"""The inventory of a community, for a spreadsheet."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowledge_base.actions import credits, inventories, releases
from knowledge_base.models import Credit, ResourcePage
from knowledge_base.queries.inventories import Held, held, table
from knowledge_base.tests.actions.test_inventories import row, sheet
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


def written_by(community: Any, *who: Any) -> list[Credit]:
    page = draft(community, sharing="community", title="Begun")
    rows = [Credit.objects.create(resource_id=page.pk, user=one, name=one.name, role="author") for one in who]
    ResourcePage.objects.get(pk=page.pk).specific.save_revision()
    return rows


def same_as_its_editor_says(community: Any) -> list[Held]:
    read, written = held(community), held(community, to_write=True)
    assert [one.cells for one in read] == [one.cells for one in written]
    assert [(one.credits, one.tags) for one in read] == [(one.credits, one.tags) for one in written]
    return read


def test_what_became_of_a_draft_since_it_was_written_is_told_and_nothing_that_it_said_of_it(
    community: Any, people: Any
) -> None:
    keeper = people.knowledge_manager
    (mine,) = written_by(community, people.member)
    page = ResourcePage.objects.get()
    releases.narrow(resource=page, by=keeper, to="core")
    credits.unname(credit=mine, by=people.member)
    source = sheet(row(1, state="draft", next_review_on="2031-05-06"))
    inventories.carry_out(community=community, by=keeper, source=source)
    ResourcePage.objects.filter(pk=page.pk).update(inventory_key="NEW-1")

    read = same_as_its_editor_says(community)

    told = {one.cells["key"]: one.cells for one in read}
    assert set(told) == {"NEW-1", "P-1"}
    assert told["NEW-1"]["sharing"] == "core"
    assert people.member.name not in told["NEW-1"]["credits"]
    assert told["P-1"]["next_review_on"] == "2031-05-06"
    back = inventories.plan(community=community, by=keeper, source=sheet(*(one.cells for one in read)))
    assert [(one.outcome, one.faults) for one in back.rows] == [("same", [])] * 2


def test_a_draft_with_one_credited_member_and_one_with_three_cost_the_same(
    community: Any, people: Any
) -> None:
    written_by(community, people.member)
    cost(community)
    one = cost(community)
    ResourcePage.objects.all().delete()
    written_by(community, people.member, people.expert, people.facilitator)

    assert cost(community) == one
    assert len(same_as_its_editor_says(community)[0].credits) == 3
