"""A spreadsheet of any size is kept packed and read row by row."""

from __future__ import annotations

import gzip
import io
import os
import zipfile

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation import spreadsheets
from knowledge_base import inventory_sources
from knowledge_base.inventory_sources import Rows, source_of

HEADING = "key,title\n"


def handed_in(data: bytes) -> object:
    return source_of(io.BytesIO(data), len(data))


def test_a_small_file_is_its_text_and_one_with_many_rows_is_packed() -> None:
    assert handed_in((HEADING + "a,One\n").encode()) == HEADING + "a,One\n"
    many = HEADING + "".join(f"{n},Title\n" for n in range(2500))
    packed = handed_in(many.encode())
    assert isinstance(packed, bytes)
    assert len(packed) < len(many) / 3
    assert [cells["key"] for _line, cells in Rows(packed)] == [str(n) for n in range(2500)]


def test_a_nul_in_a_small_file_is_dropped_as_the_database_keeps_none() -> None:
    assert handed_in((HEADING + "a,O\x00ne\x00\n").encode()) == HEADING + "a,One\n"
    assert handed_in((HEADING + "a,Ün\x00\n").encode("cp1252")) == HEADING + "a,Ün\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_large_file_is_read_in_its_own_encoding(encoding: str) -> None:
    long = "é" * 2_500_000
    packed = handed_in(f"{HEADING}a,{long}\n".encode(encoding))

    assert isinstance(packed, bytes)
    assert list(Rows(packed)) == [(2, {"key": "a", "title": long})]


def test_a_large_workbook_is_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory_sources, "MOST_BYTES", 1000)
    rows = [[f"K-{n}", f"=Title {n}\nline"] for n in range(300)]
    data = spreadsheets.stream("x", "xlsx", ["key", "title"], rows).getvalue()
    packed = handed_in(data)

    assert packed == data
    read = Rows(packed)
    assert [[cells["key"], cells["title"]] for _line, cells in read] == rows
    assert len(list(read)) == 300


@pytest.mark.parametrize(
    "source", [gzip.compress(b"", mtime=0)[:9], b"PK\x03\x04", gzip.compress(b"\x00\n\n", mtime=0)]
)
def test_what_is_no_table_is_refused_in_words(source: bytes) -> None:
    with pytest.raises(ValidationError):
        Rows(source)


def test_a_workbook_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory_sources, "MOST_UNPACKED", 100_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000)

    with pytest.raises(ValidationError, match="too large"):
        Rows(bomb.getvalue())


def test_more_than_an_inventory_can_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory_sources, "MOST_ROWS_AT_ALL", 3)
    assert len(list(Rows(HEADING + "a,b\n" * 3))) == 3
    with pytest.raises(ValidationError, match="at most 3 rows"):
        list(Rows(HEADING + "a,b\n" * 4))
    with pytest.raises(ValidationError, match="256 MB"):
        source_of(io.BytesIO(b""), 256_000_001)


@pytest.mark.parametrize(
    ("begin", "said"),
    [(b"PK", "larger than 1 MB. Part it"), (b"key,title\n", "larger than 1 MB even when it is packed. Part")],
)
def test_what_is_too_large_to_be_kept_is_refused_by_its_own_limit_and_no_more_of_it_is_read(
    begin: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory_sources, "MOST_PACKED", 1_000_000)
    data = begin + os.urandom(4_000_000).replace(b"\n", b"x")

    with pytest.raises(ValidationError, match=said):
        handed_in(data)
