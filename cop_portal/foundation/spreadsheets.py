"""Tables for spreadsheets and from them: CSV and XLSX, in which no text is ever a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any, TypeVar

import openpyxl
import tablib
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from openpyxl.cell import WriteOnlyCell

Row = TypeVar("Row")
Answer = TypeVar("Answer", bound=HttpResponseBase)

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# How a formula begins, also with full-width signs and after spaces; and the sign that makes it inert.
FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠']")
# What a spreadsheet of the permitted size may grow to when it is unpacked.
MOST_UNPACKED = 30_000_000
# What a sheet can hold.
MOST_COLUMNS, MOST_LINES = 16_384, 1_048_576
# What a cell of a workbook holds, and how much of a list is written to the reader at once.
MOST_IN_CELL, PIECE = 32_767, 64_000
# So much of what waits to be written is kept in memory.
IN_MEMORY = 2_000_000
# What XML cannot carry, and no cell needs.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows, some at a time."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def inert(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if not isinstance(cell, str):
        return cell
    cell = CONTROL.sub("", cell)
    return f"'{cell}" if FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """The text that inert() was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell, 1) else cell


def answer(name: str, kind: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download of rows as `name`.`kind`; kind is one of FORMATS."""
    table = tablib.Dataset(headers=[str(word) for word in heading])
    for row in rows:
        table.append([inert("" if cell is None else cell) for cell in row])
    data = table.export(kind)
    if kind == "csv":
        data = "\ufeff" + data  # so that spreadsheets read it as UTF-8
    return _as_download(HttpResponse(data, content_type=FORMATS[kind]), name, kind)


def stream(
    name: str, kind: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """The same download for any number of rows: no more of it is in memory at once than a row."""
    if kind == "csv":
        pieces = _csv_pieces(heading, rows)
        return _as_download(StreamingHttpResponse(pieces, content_type=FORMATS[kind]), name, kind)
    return _as_download(FileResponse(_workbook(heading, rows), content_type=FORMATS[kind]), name, kind)


def worked_out(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """The rows as they are at this moment, to be streamed later: until then they wait on the disk if they are many.

    What is told of a row is asked of the database, in the language and the hour of the reader, before an answer begins.
    """
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="utf-8")  # noqa: SIM115
    for row in rows:
        kept.write(json.dumps(row, default=str) + "\n")
    return _read_back(kept)


def _read_back(kept: Any) -> Iterator[list[Any]]:
    with kept:
        kept.seek(0)
        yield from map(json.loads, kept)


def _csv_pieces(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer.writerow(heading)
    for row in rows:
        writer.writerow([inert("" if cell is None else cell) for cell in row])
        if out.tell() > PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _workbook(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """A workbook on the disk, written row by row; every text is typed as text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_typed(sheet, str(word)) for word in heading])
    for row in rows:
        sheet.append([_typed(sheet, inert(cell)) for cell in row])
    found = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    book.save(found)
    found.seek(0)
    return found


def _typed(sheet: Any, cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    found = WriteOnlyCell(sheet, CONTROL.sub("", cell)[:MOST_IN_CELL])
    found.data_type = "s"
    return found


def _as_download(response: Answer, name: str, kind: str) -> Answer:
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def csv_of_workbook(data: bytes) -> str:
    """The first sheet of a workbook as CSV. Raises ValidationError for what is none."""
    text = io.StringIO()
    write_csv_of_workbook(io.BytesIO(data), text)
    return text.getvalue()


def write_csv_of_workbook(
    data: IO[bytes], into: IO[str], *, most_unpacked: int = MOST_UNPACKED, most_rows: int = MOST_LINES
) -> None:
    """The first sheet of a workbook as CSV, row by row. Raises ValidationError for what is no workbook.

    A row without a value is an empty line, so that each row keeps its number.
    """
    try:
        with zipfile.ZipFile(data) as packed:
            if sum(part.file_size for part in packed.infolist()) > most_unpacked:
                raise _too_large()
        book = openpyxl.load_workbook(data, read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what was only formatted is told in them too
        _write_rows(csv.writer(into), sheet.iter_rows(values_only=True), most_unpacked, most_rows)
    except ValidationError:
        raise
    except Exception as trouble:  # the many ways in which a file is not a workbook
        raise ValidationError(_("This file is not a workbook. Save it as XLSX or CSV.")) from trouble


def _write_rows(writer: Any, rows: Iterable[Sequence[Any]], most_written: int, most_rows: int) -> None:
    """Rows up to the last cell with a value, at least as wide as the first: an emptied cell is a cell."""
    width = empty = count = 0
    for line, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row[:MOST_COLUMNS]] if any(cell is not None for cell in row) else []
        while cells and not cells[-1]:
            cells.pop()
        if line > MOST_LINES:
            raise _too_large()
        if not cells:
            empty += 1
            continue
        width, count = width or len(cells), count + 1
        cells += [""] * (width - len(cells))
        most_written -= empty + len(cells) + sum(map(len, cells))
        if count > most_rows or most_written < 0:  # a text that is used a thousand times is stored once
            raise _too_large()
        writer.writerows([[]] * empty)
        writer.writerow(cells)
        empty = 0


def _too_large() -> ValidationError:
    return ValidationError(_("This workbook is too large. Save the list alone, as CSV."))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "date"):  # days come with midnight
        return str(cell.date().isoformat())
    return str(cell)
