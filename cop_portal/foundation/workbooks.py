"""A workbook of one sheet, written row by row: every text is typed as text, and no cell is an object on the way.

A library that builds a workbook from objects takes ten times as long, and somebody waits for ten thousands of rows.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any
from xml.sax.saxutils import escape

# What a cell of a workbook holds.
MOST_IN_CELL = 32_767
# What XML cannot carry, and no cell needs.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
AT_ONCE = 200
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OF = "http://schemas.openxmlformats.org"
_MADE_OF = "application/vnd.openxmlformats"
_MAIN = f"{_OF}/spreadsheetml/2006/main"
_LINKS = f"{_OF}/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_OF}/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{_MADE_OF}-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_MADE_OF}-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    f' ContentType="{_MADE_OF}-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_OF}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
    '<sheets><sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OF}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def write(rows: Iterable[Sequence[Any]], into: IO[bytes]) -> None:
    """The rows as a workbook. Nothing of a cell is read as markup, or as a formula."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in PARTS.items():
            book.writestr(name, XML + text)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            lines = map(_line, rows)
            while some := "".join(islice(lines, AT_ONCE)):
                sheet.write(some.encode())
            sheet.write(b"</sheetData></worksheet>")


def _line(row: Sequence[Any]) -> str:
    return f"<row>{''.join(_cells(row))}</row>"


def _cells(row: Sequence[Any]) -> Iterator[str]:
    for cell in row:
        if cell is None or cell == "":
            yield "<c/>"
        elif isinstance(cell, bool):
            yield f'<c t="b"><v>{int(cell)}</v></c>'
        elif isinstance(cell, int | float):
            yield f"<c><v>{cell}</v></c>"
        else:
            text = escape(CONTROL.sub("", str(cell))[:MOST_IN_CELL], {"\r": "&#13;"})
            yield f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
