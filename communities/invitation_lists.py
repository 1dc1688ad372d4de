"""Reading a list of people to invite: what a spreadsheet saves as text, in its many ways."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cop_portal.foundation import spreadsheets
from cop_portal.foundation.text import fold

MOST = 500
COLUMNS = ("address", "name", "organisation", "reason", "access_until")
# What people write over a column, folded, in the languages of the portal.
HEADINGS = {
    "address": {
        "address",
        "e-mail",
        "email",
        "mail",
        "e-mail address",
        "email address",
        "courriel",
        "correo",
    },
    "name": {"name", "nom", "nombre", "full name"},
    "organisation": {"organisation", "organization", "organizacion", "employer"},
    "reason": {"reason", "why", "raison", "motif", "motivo", "razon"},
    "access_until": {"until", "access until", "access_until", "last day", "jusqu'au", "hasta"},
}


@dataclass
class ReadList:
    """What was understood: rows are (line, fields), faults are (line, sentence)."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


def decode(data: bytes) -> str:
    """Text of a file: a workbook's first sheet; UTF-8 with or without a mark, else Western letters.

    Raises ValidationError for a workbook that cannot be read.
    """
    if data.startswith(b"PK"):
        return spreadsheets.csv_of_workbook(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read(text: str) -> ReadList:
    """Understand a list with or without headings; the columns are parted by comma, semicolon or tab."""
    found = ReadList()
    columns: list[str] = list(COLUMNS)
    seen: dict[str, int] = {}
    for line, cells in _lines(text):
        if not found.rows and not found.faults and (headed := _headings(cells)):
            columns = headed
            continue
        if len(found.rows) + len(found.faults) >= MOST:
            found.faults.append((line, _("A list has at most %(most)s people. Part it.") % {"most": MOST}))
            break
        fields = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
        try:
            fields = _understood(fields)
            address = fields["address"]
            if address in seen:
                raise ValidationError(
                    _("%(address)s stands in line %(line)s already.")
                    % {"address": address, "line": seen[address]}
                )
        except ValidationError as refusal:
            found.faults.append((line, refusal.messages[0]))
        else:
            seen[address] = line
            found.rows.append((line, fields))
    return found


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    text = text.removeprefix("\ufeff").replace("\x00", "")
    mark = max(",;\t", key="\n".join(text.splitlines()[:20]).count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    before = 0
    try:
        for cells in reader:
            cells = [spreadsheets.plain(cell).strip() for cell in cells]
            if any(cells):
                yield before + 1, cells  # a cell may go over several lines
            before = reader.line_num
    except csv.Error:
        yield before + 1, ["?"]


def _headings(cells: list[str]) -> list[str]:
    """The columns, if this line is one of headings; a heading nobody knows is passed over."""
    by_word = {word: name for name, words in HEADINGS.items() for word in words}
    names = [by_word.get(fold(cell), "") for cell in cells]
    return names if "address" in names and not any("@" in cell for cell in cells) else []


def _understood(fields: dict[str, str]) -> dict[str, Any]:
    address = fields.get("address", "").lower()
    try:
        validate_email(address)
    except ValidationError:
        shown = address[:60] or "–"
        raise ValidationError(_("“%(text)s” is not an e-mail address.") % {"text": shown}) from None
    understood: dict[str, Any] = {**fields, "address": address}
    understood["access_until"] = _day(fields.get("access_until", ""))
    return understood


def _day(text: str) -> datetime.date | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    example = date_format(datetime.date(2027, 3, 31), "Y-m-d")
    raise ValidationError(
        _("“%(text)s” is not a day. Write it as %(example)s.") % {"text": text[:30], "example": example}
    )
