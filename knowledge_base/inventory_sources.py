"""A spreadsheet that is handed in: kept packed, and read row by row, so that its size costs time and no memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Iterator
from typing import IO, Any, TypeAlias

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cop_portal.foundation import spreadsheets
from knowledge_base import inventory_columns as columns
from knowledge_base import inventory_words as words

# What is tried at once, while the person waits; what is larger is tried by the worker.
MOST_ROWS, MOST_BYTES = 2000, 2_000_000
# What is no inventory of a community any more, but an attack or a mistake.
MOST_ROWS_AT_ALL, MOST_BYTES_AT_ALL = 200_000, 256_000_000
# What is kept of it in one row of the database, packed as it is: a workbook as it came, a list by gzip.
MOST_PACKED = 40_000_000
MOST_UNPACKED = 600_000_000
LONGEST_CELL = 8_000_000
GZIP, ZIP = b"\x1f\x8b", b"PK"
# The text of a small file, or a large one packed: CSV by gzip, or a workbook, which is packed anyway.
Source: TypeAlias = str | bytes


def source_of(upload: IO[bytes], size: int) -> Source:
    """What is kept of a file. Raises ValidationError for what is too large."""
    if size > MOST_BYTES_AT_ALL:
        raise _too_large(MOST_BYTES_AT_ALL)
    if size <= MOST_BYTES:
        text = text_of(upload.read())
        return text if text.count("\n") <= MOST_ROWS else gzip.compress(text.encode(), 3, mtime=0)
    begin = upload.read(2)
    upload.seek(0)
    packed = upload.read(MOST_PACKED + 1) if begin == ZIP else _packed(upload)
    if len(packed) > MOST_PACKED:
        raise _too_large(MOST_PACKED) if begin == ZIP else _too_large_packed()
    return packed


def _too_large(most: int) -> ValidationError:
    return ValidationError(_("The file is larger than %(most)s MB. Part it.") % {"most": most // 1_000_000})


def _too_large_packed() -> ValidationError:
    """A list packs to a tenth, most often: what does not holds something else, or is too long even so."""
    return ValidationError(
        _("The file is larger than %(most)s MB even when it is packed. Part it.")
        % {"most": MOST_PACKED // 1_000_000}
    )


def text_of(data: bytes) -> str:
    """The text of a CSV file or of the first sheet of a workbook. Raises ValidationError for what is neither."""
    if data.startswith(ZIP):
        return spreadsheets.csv_of_workbook(data).replace("\x00", "")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.replace("\x00", "")  # no table means it, and the database keeps none


def _packed(upload: IO[bytes]) -> bytes:
    """A large CSV file as UTF-8, packed; no more of it is in memory than that."""
    kept = io.BytesIO()
    encoding = "utf-8-sig" if _is_utf8(upload) else "cp1252"
    upload.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with gzip.GzipFile(fileobj=kept, mode="wb", compresslevel=3, mtime=0) as sink:
        while piece := upload.read(1 << 20):
            sink.write(decoder.decode(piece).encode())
            if kept.tell() > MOST_PACKED:
                break
        sink.write(decoder.decode(b"", final=True).encode())
    return kept.getvalue()


def _is_utf8(upload: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    upload.seek(0)
    try:
        while piece := upload.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def as_csv(source: Source) -> Source:
    """The same, and no workbook any more: its rows are read more than once."""
    if isinstance(source, str) or not source.startswith(ZIP):
        return source
    kept = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=kept, mode="wb", compresslevel=3, mtime=0) as sink,
        io.TextIOWrapper(sink, "utf-8", newline="") as text,
    ):
        spreadsheets.write_csv_of_workbook(
            io.BytesIO(source), text, most_unpacked=MOST_UNPACKED, most_rows=MOST_ROWS_AT_ALL + 1
        )
    return kept.getvalue()


def _opened(source: Source) -> IO[str]:
    if isinstance(source, str):
        return io.StringIO(source.removeprefix("\ufeff"), newline="")
    raw: Any = gzip.GzipFile(fileobj=io.BytesIO(source))
    return io.TextIOWrapper(raw, "utf-8", newline="")


class Rows:
    """The rows of a file: (line, cells by column), as often as they are asked for. `unknown`: headings of no column."""

    def __init__(self, source: Source) -> None:
        self.source = as_csv(source)
        csv.field_size_limit(LONGEST_CELL)
        first = next(self._cells(), None)
        if first is None:
            raise ValidationError(_("The file is empty."))
        known = set(columns.columns())
        self.heading, cells = first
        self.names = [words.column(cell) for cell in cells]
        self.unknown = [
            cell for cell, name in zip(cells, self.names, strict=True) if cell.strip() and name not in known
        ]
        self.known = known
        if "key" not in self.names:
            raise ValidationError(
                _(
                    "The first row must hold the headings, and one of them must be “key”: it says which row is which."
                )
            )

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        for count, (line, cells) in enumerate(self._cells()):
            if line == self.heading:
                continue
            if count > MOST_ROWS_AT_ALL:
                raise ValidationError(
                    _("An inventory has at most %(most)s rows. Part it.") % {"most": MOST_ROWS_AT_ALL}
                )
            row: dict[str, str] = {}
            for name, cell in zip(self.names, cells, strict=False):
                if name in self.known:
                    row[name] = row.get(name, "") + cell
            yield (
                line,
                {name: words.understood(name, columns.normal(cell)) for name, cell in row.items()},
            )

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        """Rows that are not empty, with the number that a spreadsheet shows beside them."""
        with _opened(self.source) as text:
            try:
                first = text.readline()
                text.seek(0)
                reader = csv.reader(
                    (line.replace("\x00", "") for line in text), delimiter=max(",;\t", key=first.count)
                )
                for number, cells in enumerate(reader, start=1):
                    if any(cell.strip() for cell in cells):
                        yield number, [spreadsheets.plain(cell) for cell in cells]
            except (csv.Error, OSError, EOFError):
                raise ValidationError(_("This file is not a table. Save it as CSV or XLSX.")) from None
