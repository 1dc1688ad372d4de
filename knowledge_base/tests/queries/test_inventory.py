"""The inventory sorts and narrows, in a constant number of statements, and shows what one may read."""

from __future__ import annotations

import cProfile
import datetime
from typing import Any

import pytest
from django.utils.translation import override

from knowledge_base import formulas
from knowledge_base.models import ResourcePage, ResourceScore
from knowledge_base.queries import inventory
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def scored(community: Any, title: str, **values: Any) -> ResourcePage:
    fields = {name: values.pop(name) for name in list(values) if name in ("by", "kind", "sharing")}
    page = published(community, title=title, **fields)
    ResourceScore.objects.create(resource=page, **values)
    return page


def titles(user: Any, community: Any, sort: str = "title", **asked: Any) -> list[str]:
    rows = inventory.inventory(user, community, **asked).order_by(*inventory.order_of(sort))
    return [row.title for row in rows]


def test_it_sorts_by_each_score_both_ways(community: Any, people: Any) -> None:
    scored(community, "A", freshness=90, relevance=10, usefulness=-1, use=3)
    scored(community, "B", freshness=10, relevance=50, usefulness=80, use=1)
    scored(community, "C", freshness=50, relevance=30, usefulness=20, use=2)

    orders = {sort: "".join(titles(people.member, community, sort)) for sort in inventory.SORTS}
    assert orders == {
        "title": "ABC",
        "freshness": "BCA",
        "relevance": "ACB",
        "usefulness": "ACB",
        "use": "BCA",
    }
    assert "".join(titles(people.member, community, "-use")) == "ACB"
    assert inventory.order_of("price; drop") == inventory.order_of("freshness")


def test_it_narrows_by_what_needs_care(community: Any, people: Any) -> None:
    scored(community, "Mine", owned=True, by=people.member, usefulness=90)
    scored(community, "Nobody's", usefulness=10)
    old = scored(community, "Old", owned=True, usefulness=-1)
    never = scored(community, "Never", owned=True)
    ResourcePage.objects.filter(pk=old.pk).update(next_review_on=datetime.date(2020, 1, 1))
    ResourcePage.objects.filter(pk=never.pk).update(confirmed_at=None)

    found = {
        state: titles(people.member, community, state=state)
        for state in ("due", "unconfirmed", "unowned", "mine", "weak")
    }
    assert found == {
        "due": ["Old"],
        "unconfirmed": ["Never"],
        "unowned": ["Nobody's"],
        "mine": ["Mine"],
        "weak": ["Nobody's"],
    }
    assert titles(people.member, community, kind="tool") == []
    assert titles(people.member, community, words="nobody's") == ["Nobody's"]


def test_it_narrows_by_relevance_and_use_and_leaves_out_what_is_not_known(
    community: Any, people: Any
) -> None:
    scored(community, "Unknown", relevance=-1, use=90)
    scored(community, "Far", relevance=19, use=0)
    scored(community, "Near", relevance=20, use=33)
    scored(community, "Much", relevance=90, use=34)

    found = {state: titles(people.member, community, state=state) for state in ("far", "unused", "little")}
    assert found == {"far": ["Far"], "unused": ["Far"], "little": ["Near"]}
    assert formulas.use(8, 0, 0, 0) < inventory.LITTLE <= formulas.use(10, 0, 0, 0)


def test_what_its_sign_calls_due_is_in_the_list_of_what_is_due(community: Any, people: Any) -> None:
    page = scored(community, "Changed on the day")
    page.refresh_from_db()
    ResourcePage.objects.filter(pk=page.pk).update(changed_at=page.confirmed_at)
    page.refresh_from_db()

    assert page.trust_state == "due"
    assert titles(people.member, community, state="due") == ["Changed on the day"]


def test_what_one_may_not_read_is_not_in_it(community: Any, neighbour: Any, people: Any) -> None:
    scored(community, "For the core", sharing="core")
    scored(neighbour, "Next door")

    assert titles(people.member, community) == []
    assert titles(people.expert, community) == ["For the core"]
    assert titles(people.member, neighbour) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_table_takes_as_many_statements_however_long_it_is(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        scored(community, f"Pump {one}", by=people.member, named=["pumps"], focus_size=3)

    with django_assert_num_queries(3):
        rows = list(inventory.table(inventory.whole(inventory.inventory(people.member, community), "title")))

    assert len(rows) == number
    assert {len(row) for row in rows} == {len(inventory.HEADING)}


def test_a_row_more_of_the_whole_table_costs_little_and_says_the_same_in_each_language(
    community: Any, people: Any
) -> None:
    """Somebody waits for ten thousands of rows."""
    for number in range(12):
        scored(
            community, f"Pump {number:02}", by=people.member, named=["pumps"], focus_size=3, views=number, useful=7
        )  # fmt: skip
    mine = inventory.inventory(people.member, community)

    def table() -> list[Any]:
        return list(inventory.table(inventory.whole(mine, "title")))

    def calls(rows: Any) -> tuple[int, list[Any]]:
        list(inventory.table(inventory.whole(rows, "title")))
        with cProfile.Profile() as seen:
            found = list(inventory.table(inventory.whole(rows, "title")))
        return sum(one.callcount for one in seen.getstats()), found

    few, _rows = calls(mine.filter(title__lt="Pump 02"))
    many, rows = calls(mine)
    assert (many - few) / 10 < 500
    assert [row[0] for row in rows] == [f"Pump {number:02}" for number in range(12)]
    page = mine.get(title="Pump 03")
    assert rows[3][1:5] == [page.type_label, "English", "", page.get_sharing_display()]  # type: ignore[attr-defined]
    assert rows[3][8:11] == [str(page.confirmed_at.date()), str(page.next_review_on), page.trust_text]
    assert rows[3][-1] == page.url
    assert rows[3][12].startswith("Confirmed today.")
    assert rows[3][14].endswith("subjects: pumps.")
    assert rows[3][16:19] == ["7 of 7 readers found it useful.", 0, "Within a year: read 3 times."]
    with override("fr"):
        french = table()
    assert french[3][18].startswith("En un an")
    assert table() == rows
