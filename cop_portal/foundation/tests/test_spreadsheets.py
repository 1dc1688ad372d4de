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

    assert spreadsheets.csv_of_workbook(data.getvalue()).strip() == "ana@example.org,2027-03-31"


def test_what_is_no_workbook_is_refused_in_words() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (spreadsheets.MOST_UNPACKED + 1))

    for data, words in ((b"nonsense", "not a workbook"), (bomb.getvalue(), "too large")):
        with pytest.raises(ValidationError, match=words):
            spreadsheets.csv_of_workbook(data)


SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def sheet_of(rows: str, text: str = "") -> bytes:
    """A workbook whose sheet is written by hand, as other programs may write it, with a text that its cells share."""
    book, data, made = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.save(data)
    own = {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEETS}"><dimension ref="A1:XFD1048576"/>'
        f"<sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEETS}" count="1" uniqueCount="1"><si><t>{text}</t></si></sst>',
    }
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/></Types>'
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist()} - {*own}:
            new.writestr(name, old.read(name).replace(b"</Types>", override.encode()))
        for name, part in own.items():
            new.writestr(name, part)
    return made.getvalue()


def cell(where: str, value: str) -> str:
    return f'<c r="{where}" t="inlineStr"><is><t>{value}</t></is></c>'


def test_a_sheet_that_is_formatted_to_its_last_corner_costs_what_stands_in_it() -> None:
    rows = (
        f'<row r="1">{cell("A1", "key")}{cell("B1", "title")}{cell("C1", "body")}<c r="XFD1"/></row>'
        f'<row r="2"><c r="XFD2"/></row><row r="4">{cell("A4", "K-1")}</row><row r="1048576"><c r="XFD1048576"/></row>'
    )
    assert spreadsheets.csv_of_workbook(sheet_of(rows)) == "key,title,body\r\n\r\n\r\nK-1,,\r\n"


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ('<row r="1">' + '<c t="s"><v>0</v></c>' * 1000 + "</row>", "x" * 31_000),
        ("".join(f'<row r="{n}">{cell(f"XFD{n}", "x")}</row>' for n in range(1, 2000)), ""),
        (f'<row r="2000000000">{cell("A2000000000", "x")}</row>', ""),
    ],
    ids=["one text a thousand times", "far to the right", "far down"],
)
def test_a_workbook_that_grows_without_end_is_refused(rows: str, texts: str) -> None:
    with pytest.raises(ValidationError, match="too large"):
        spreadsheets.csv_of_workbook(sheet_of(rows, texts))


def test_a_workbook_of_too_many_rows_is_refused() -> None:
    data = sheet_of("".join(f'<row r="{n}">{cell(f"A{n}", "x")}</row>' for n in range(2, 9)))
    spreadsheets.write_csv_of_workbook(io.BytesIO(data), io.StringIO(), most_rows=7)
    with pytest.raises(ValidationError, match="too large"):
        spreadsheets.write_csv_of_workbook(io.BytesIO(data), io.StringIO(), most_rows=6)
