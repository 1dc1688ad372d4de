"""A workbook is what its reader takes it for: text is text, a number a number, and no cell is markup."""

from __future__ import annotations

import cProfile
import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import openpyxl

from cop_portal.foundation import workbooks

TEXTS = [
    "=1+1", "<c/>", "a & b", "]]>", "&amp;", " x ", "x\ny", "Zoë 🌾", "1", "TRUE", '"', "_x000D_", "a\tb", "\x00y\x0b", "\ud800z",
    "x" * 40_000, "a\rb",
]  # fmt: skip


def written(rows: Any) -> bytes:
    out = io.BytesIO()
    workbooks.write(rows, out)
    return out.getvalue()


def test_every_text_comes_back_as_text_without_what_no_file_can_carry() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written([[text] for text in TEXTS])))

    cells = [row[0] for row in book.active.iter_rows()]
    kept = [*TEXTS[:13], "y", "z", "x" * workbooks.MOST_IN_CELL, "a\rb"]
    assert [cell.value for cell in cells] == kept
    assert {cell.data_type for cell in cells} == {"s"}


def test_numbers_are_numbers_and_nothing_is_nothing_at_its_place() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(written([["A", "B", "C", "D"], [None, 7, "", 0.5], [], [True, -3]]))
    )

    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert rows == [["A", "B", "C", "D"], [None, 7, None, 0.5], [None] * 4, [True, -3, None, None]]


def test_it_is_a_sound_archive_of_sound_parts_each_of_which_is_named() -> None:
    with zipfile.ZipFile(io.BytesIO(written([[str(number), number] for number in range(1000)]))) as book:
        assert book.testzip() is None
        named = ElementTree.fromstring(book.read("[Content_Types].xml"))  # noqa: S314  (our own)
        for name in book.namelist():
            ElementTree.fromstring(book.read(name))  # noqa: S314  (our own)
    parts = {one.get("PartName") for one in named}
    assert {"/xl/workbook.xml", "/xl/worksheets/sheet1.xml"} <= parts


def test_a_row_more_costs_little() -> None:
    def calls(count: int) -> int:
        rows = [["Pump", "The well of <Garissa>", 7, None] * 6] * count
        with cProfile.Profile() as seen:
            written(rows)
        return sum(one.callcount for one in seen.getstats())

    assert (calls(600) - calls(200)) / 400 < 300
