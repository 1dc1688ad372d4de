"""No cell of an inventory breaks its file off, whatever stands in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge_base.actions import inventories
from knowledge_base.models import ResourcePage
from knowledge_base.tests.actions.test_inventories import row, sheet

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "cell",
    [
        {"kind": "story", "result": "Less", "consent": "yes", "story_people": "[" * 100_000},
        {"kind": "story", "consent": "yes", "result_confirmations": "a" + " " * 1_000_000 + "b"},
        {"kind": "story", "consent": "yes", "result_confirmations": f"A (#{'9' * 5000})"},
        {"owner": f"A (#{'9' * 5000})"},
        {"credits": f"author: A (#{'9' * 5000})"},
        {"instead": f"portal-{'9' * 5000}"},
        {"body": "[" * 100_000},
        {"body": json.dumps([{"type": "image", "value": {"image": 10**30}}])},
        {"review_months": "9" * 5000},
    ],
    ids=lambda cell: list(cell)[-1],
)
def test_a_cell_beyond_all_sense_is_a_fault_of_its_row(cell: Any, community: Any, people: Any) -> None:
    source = sheet(row(1, **cell), row(2))
    found = inventories.carry_out(
        community=community, by=people.knowledge_manager, source=source, without_faulty=True
    )

    assert [bool(one.faults) for one in found.rows] == [True, False]
    assert ResourcePage.objects.count() == 1


def test_letters_that_the_database_does_not_keep_are_left_out_of_a_text(community: Any, people: Any) -> None:
    body = [
        {"type": "heading", "value": "One\x00 😀\ud800", "id": "\x00"},
        {"type": "paragraph", "value": "<p>a\x00\ud800</p>"},
    ]
    source = sheet(row(1, body=json.dumps(body)))
    found = inventories.carry_out(community=community, by=people.knowledge_manager, source=source)

    assert [one.faults for one in found.rows] == [[]]
    kept = ResourcePage.objects.get().specific.body
    assert [str(block.value) for block in kept] == ["One 😀?", "<p>a?</p>"]
