"""Pages by key: every row once, there and back, whatever stands in the address."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.http import QueryDict

from cop_portal.foundation.accounts.models import Office
from cop_portal.foundation.paging import KeySetList, Page, key_set_page, numbered_links

pytestmark = pytest.mark.django_db
SIZE = 3


@pytest.fixture
def offices() -> list[Office]:
    """Eight offices; in three pairs of cities the same."""
    cities = ["Lima", "Accra", "Lima", "Delhi", "Accra", "Quito", "Delhi", "Bonn"]
    return [
        Office.objects.create(name=f"Office {n}", city=city, level="field", time_zone="UTC")
        for n, city in enumerate(cities)
    ]


def page_of(query: str = "", order: tuple[str, ...] = ("city", "pk")) -> Page:
    return key_set_page(Office.objects.all(), QueryDict(query), order=order, size=SIZE)


def prepared(order: tuple[str, ...] = ("-pk",)) -> KeySetList:
    return KeySetList(
        Office,
        lambda marks, level: Office.objects.filter(level=level).values("pk", "city"),
        order=order,
        size=SIZE,
    )


def link(page: Page, rel: str) -> str | None:
    return next((item.url.lstrip("?") for item in page.links if item.rel == rel), None)


def walk(rel: str, query: str, **kwargs: Any) -> tuple[list[list[int]], str]:
    """All pages in one direction, and the address of the last."""
    found = []
    while True:
        page = page_of(query, **kwargs)
        found.append([row.pk for row in page.rows])
        following = link(page, rel)
        if following is None:
            return found, query
        query = following


@pytest.mark.parametrize(
    "order", [("city", "pk"), ("-city", "-pk"), ("pk",), ("-pk",), ("level", "city", "pk")]
)
def test_every_row_stands_on_one_page_and_the_way_back_is_the_same(
    order: tuple[str, ...], offices: list[Office]
) -> None:
    wanted = list(Office.objects.order_by(*order).values_list("pk", flat=True))

    there, last = walk("next", "", order=order)
    back, _first = walk("prev", last, order=order)

    assert [pk for page in there for pk in page] == wanted
    assert [len(page) for page in there] == [3, 3, 2]
    assert back[-1] == there[0]
    assert sorted(pk for page in back for pk in page) == sorted(wanted)


def test_the_first_and_the_last_page_lead_one_way_only(offices: list[Office]) -> None:
    _pages, last = walk("next", "")
    first = page_of(link(page_of(link(page_of(), "next") or ""), "prev") or "")

    assert [item.rel for item in page_of().links] == ["next"]
    assert [item.rel for item in page_of(last).links] == ["prev"]
    assert [item.rel for item in first.links] == ["next"]
    assert page_of("", order=("pk",)).links[0].label == "Later"
    assert page_of("", order=("-pk",)).links[0].label == "Older"


def test_rows_that_come_or_go_meanwhile_move_no_other(offices: list[Office]) -> None:
    first = page_of()
    Office.objects.create(name="New", city="Aarhus", level="field", time_zone="UTC")
    first.rows[2].delete()

    second = page_of(link(first, "next") or "")

    assert [row.city for row in second.rows] == ["Delhi", "Delhi", "Lima"]


def test_a_list_of_one_page_has_no_links() -> None:
    assert page_of().rows == []
    assert page_of().links == []


def test_other_parameters_stay_in_the_address(offices: list[Office]) -> None:
    url = link(page_of("q=a%26b&role=expert&role=other"), "next") or ""

    asked = QueryDict(url)
    assert asked["q"] == "a&b"
    assert asked.getlist("role") == ["expert", "other"]
    assert "before" not in asked


def key(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


GARBAGE = [
    "", "x", "%00", "%FF%FE", "=" * 9, key(), key("Lima"), key("Lima", "x"), key("Lima", 1, 2), key(None, None),
    key(["Lima"], 1), key({"a": 1}, 1), key("a\x00b", 1), key("\ud800", 1), key("Lima", 10**30), key("Lima", 2**63),
    key("Lima", float("inf")), key("Lima", float("nan")), base64.urlsafe_b64encode(b"[" * 3000).decode(),
    base64.urlsafe_b64encode(b'"Lima"').decode(), key("' OR 1=1 --"), "é",
]  # fmt: skip


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize("text", GARBAGE)
def test_a_key_that_cannot_be_read_counts_as_none(side: str, text: str, offices: list[Office]) -> None:
    asked = QueryDict(mutable=True)
    asked[side] = text

    page = key_set_page(Office.objects.all(), asked, order=("city", "pk"), size=SIZE)
    other = prepared(("-pk",)).page(asked, ("field",))

    assert [row.pk for row in page.rows] == [row.pk for row in page_of().rows]
    assert [row["pk"] for row in other.rows] == [office.pk for office in offices[:-4:-1]]


@pytest.mark.parametrize(
    "moment",
    ["2026-01-01", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 5],
)
def test_moments_in_keys_are_checked(moment: Any, community: Any) -> None:
    from communities.models import StageChange  # a model with a moment stands one storey above

    asked = QueryDict(mutable=True)
    asked["after"] = key(moment, 2**40)

    page = key_set_page(StageChange.objects.all(), asked, order=("-at", "-pk"))

    assert len(page.rows) <= 1


def test_a_prepared_list_gives_the_same_pages_both_ways(
    offices: list[Office], django_assert_num_queries: Any
) -> None:
    rows, query, seen = prepared(), "", []
    rows.page(QueryDict(""), ("field",))
    while True:
        with django_assert_num_queries(1):
            page = rows.page(QueryDict(query), ("field",))
        seen.append([row["pk"] for row in page.rows])
        if link(page, "next") is None:
            break
        query = link(page, "next") or ""
    back = rows.page(QueryDict(link(page, "prev") or ""), ("field",))

    assert [pk for found in seen for pk in found] == [office.pk for office in reversed(offices)]
    assert [row["pk"] for row in back.rows] == seen[-2]
    assert rows.page(QueryDict(""), ("country",)).rows == []


def shown(current: int, last: int) -> str:
    links = numbered_links(current, last, lambda number: f"?page={number}")
    return " ".join("…" if item.gap else f"[{item.label}]" if item.current else item.label for item in links)


@pytest.mark.parametrize(
    ("current", "last", "words"),
    [
        (1, 1, ""),
        (1, 0, ""),
        (1, 2, "[1] 2 Next"),
        (2, 2, "Previous 1 [2]"),
        (5, 9, "Previous 1 … 3 4 [5] 6 7 … 9 Next"),
        (1, 9, "[1] 2 3 … 9 Next"),
    ],
)
def test_numbered_pages_show_the_near_ones_and_the_ends(current: int, last: int, words: str) -> None:
    assert shown(current, last) == words
