"""Tables for spreadsheets and from them: CSV and XLSX, in which no text is ever a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# How a formula begins, also with full-width signs and after spaces; and the sign that makes it inert.
FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠']")
# What a spreadsheet of the permitted size may grow to when it is unpacked.
MOST_UNPACKED = 30_000_000
MOST_COLUMNS = 100
# What XML cannot carry, and no cell needs.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


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
    response = HttpResponse(data, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def csv_of_workbook(data: bytes) -> str:
    """The first sheet of a workbook as CSV. Raises ValidationError for what is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise ValidationError(_("This workbook is too large. Save the list alone, as CSV."))
        sheet = tablib.Dataset().load(data, format="xlsx", headers=False)
    except ValidationError:
        raise
    except Exception as trouble:  # the many ways in which a file is not a workbook
        raise ValidationError(_("This file is not a workbook. Save it as XLSX or CSV.")) from trouble
    text = io.StringIO()
    writer = csv.writer(text)
    for row in sheet:
        writer.writerow([_text(cell) for cell in row[:MOST_COLUMNS]])
    return text.getvalue()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "date"):  # days come with midnight
        return str(cell.date().isoformat())
    return str(cell)
