"""Spreadsheets: what goes out is no formula, what comes in is what went out."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation import spreadsheets

DANGEROUS = [
    '=HYPERLINK("http://evil")', "+49 30", "-1", "@SUM(A1)", "\tx", "\rx", "'quoted", "'=twice", "\nx", "\n=1+1",
    "＝1+1", "＋1", "－1", "＠SUM(A1)", " =1+1", "   ＝1+1", "\u00a0-1", "\u3000@SUM(A1)", " '=1", "' =1",
]  # fmt: skip


HARMLESS = ["Zoë", "", " ", "  Zoë", "a=b", "a ＝ b", "O'Neil", "x\n=y", "1 – 2"]


@pytest.mark.parametrize("text", [*DANGEROUS, *HARMLESS])
def test_what_is_made_inert_comes_back_as_it_was(text: str) -> None:
    assert spreadsheets.plain(spreadsheets.inert(text)) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_take_for_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert spreadsheets.inert(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    assert spreadsheets.inert(text) == text
    assert spreadsheets.plain(f"'{text}") == f"'{text}"


def test_numbers_and_days_stay_what_they_are() -> None:
    day = datetime.date(2026, 3, 31)
    assert [spreadsheets.inert(-5), spreadsheets.inert(day)] == [-5, day]


def test_a_csv_opens_as_utf_8_and_holds_no_formula() -> None:
    answer = spreadsheets.answer("list", "csv", ["Name"], [[text] for text in (*DANGEROUS, "Zoë")])

    assert answer["Content-Disposition"] == 'attachment; filename="list.csv"'
    text = answer.content.decode("utf-8-sig")
    rows = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert [spreadsheets.plain(cell) for cell in rows] == [*DANGEROUS, "Zoë"]


def test_a_workbook_holds_no_formula_and_comes_back() -> None:
    answer = spreadsheets.answer("list", "xlsx", ["Name"], [[text] for text in DANGEROUS[:4]])

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    back = list(csv.reader(io.StringIO(spreadsheets.csv_of_workbook(answer.content))))
    assert [spreadsheets.plain(row[0]) for row in back] == ["Name", *DANGEROUS[:4]]


def test_days_of_a_workbook_are_days() -> None:
    book = openpyxl.Workbook()
    book.active.append(["ana@example.org", datetime.date(2027, 3, 31), None])
    data = io.BytesIO()
    book.save(data)

    assert spreadsheets.csv_of_workbook(data.getvalue()).strip() == "ana@example.org,2027-03-31,"


def test_what_is_no_workbook_is_refused_in_words() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (spreadsheets.MOST_UNPACKED + 1))

    for data, words in ((b"nonsense", "not a workbook"), (bomb.getvalue(), "too large")):
        with pytest.raises(ValidationError, match=words):
            spreadsheets.csv_of_workbook(data)
