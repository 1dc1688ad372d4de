"""Reads the words out of one file: a program of its own, that filetexts.py starts with little room and time.

It takes the file on its standard input, its ending as the argument, and writes the text as UTF-8. It knows
nothing of the portal and has no database: a file that breaks it breaks nothing else. Exit code 3 says that
the file cannot be read.
"""

from __future__ import annotations

import codecs
import io
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import IO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

MOST_CHARACTERS = 200_000
MOST_PAGES = 400
MOST_PARTS = 2_000
# Of all parts of an office document together, unpacked: more than this is no document.
MOST_UNPACKED = 60_000_000
MEMORY = 768 * 1024 * 1024
SECONDS = 10
UNREADABLE = 3
# The parts that hold words, and the elements at whose end a word ends.
PARTS = re.compile(
    r"^(word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
    r"|ppt/(slides|notesSlides)/[^/]+\.xml|xl/(sharedStrings|worksheets/[^/]+)\.xml|content\.xml)$"
)
TEXT_OF_OFFICE = {"t"}
# What stands in a page and is not read by people.
SILENT = {"script", "style", "template", "noscript"}
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,30})", re.I)
# A mark says more than the words after it; and where a page can be asked what it is written in, that is no UTF-16.
BEGINS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"),
)  # fmt: skip
MEANT = {
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "utf16", "unicode", "ucs-2", "utf-32"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii", "x-user-defined"), "cp1252"),
}
BREAKS = {"p", "br", "tab", "si", "is", "tr", "cr"}


class Unreadable(Exception):
    """The file is not what its ending says, or too large inside."""


class Counted(io.RawIOBase):
    """An unpacked part, that may not become larger than what is left of all."""

    def __init__(self, part: IO[bytes], left: list[int]) -> None:
        self.part, self.left = part, left

    def read(self, size: int = -1) -> bytes:
        data = self.part.read(65536 if size is None or size < 0 else size)
        self.left[0] -= len(data)
        if self.left[0] < 0:
            raise Unreadable
        return data


def office(content: bytes) -> Iterator[str]:
    """DOCX, PPTX, XLSX and the open document formats: XML in a packed folder."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = packed.infolist()
        if len(entries) > MOST_PARTS:
            raise Unreadable
        left = [MOST_UNPACKED]
        for entry in sorted(entries, key=lambda one: _natural(one.filename)):
            if not PARTS.match(entry.filename):
                continue
            with packed.open(entry) as part:
                yield from _words(Counted(part, left), entry.filename == "content.xml")


def _natural(name: str) -> list[tuple[int, str]]:
    """slide2 before slide10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name) if part]


def _words(part: Counted, is_open: bool) -> Iterator[str]:
    # forbid_dtd: no entity can be declared, so none can grow.
    for _event, element in iterparse(part, forbid_dtd=True):
        name = element.tag.rpartition("}")[2]
        if is_open:  # a paragraph has its words in itself and in what stands in it
            if name in ("p", "h"):
                yield "".join(element.itertext()) + "\n"
                element.clear()
            continue
        if element.text and name in TEXT_OF_OFFICE:
            yield element.text
        if name in BREAKS:
            yield "\n" if name in ("p", "si", "tr") else " "
        element.clear()


def pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader  # only where it is needed: it takes its time

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES:
            return
        yield page.extract_text() + "\n"


class Html(HTMLParser):
    """The text of a page, without what is not read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.skipped += tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        self.skipped = max(self.skipped - (tag in SILENT), 0)
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.parts.append(data)


def decoded(content: bytes, code: str, errors: str = "strict") -> str:
    """A letter that is cut at the end of what is looked at is no fault."""
    found = codecs.getincrementaldecoder(code)(errors).decode(content)
    if not isinstance(found, str):
        raise LookupError(code)  # what is known and is no writing, as base64
    return found


def plain(content: bytes) -> str:
    for code in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "cp1252"):
        try:
            return decoded(content, code)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def of_page(content: bytes) -> str:
    """The markup of a page in the signs that it says it is written in, as browsers understand it."""
    for mark, code in BEGINS:
        if content.startswith(mark):
            return decoded(content, code, "replace").removeprefix("\ufeff")
    said = CHARSET.search(content[:4096])
    code = said[1].decode().lower() if said else "utf-8"
    try:
        return decoded(content, MEANT.get(code, code))
    except (UnicodeError, LookupError):  # not these bytes, no such charset, or one that is made to fail
        return plain(content)


def words(content: bytes, ending: str) -> Iterator[str]:
    if content[:5] == b"%PDF-":
        yield from pdf(content)
    elif content[:4] == b"PK\x03\x04":
        yield from office(content)
    elif ending in ("html", "htm", "xhtml"):
        page = Html()
        page.feed(of_page(content[: MOST_CHARACTERS * 8]))
        yield "".join(page.parts)
    elif b"\x00" not in content[:4096] or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield plain(content[: MOST_CHARACTERS * 4])
    else:
        raise Unreadable


def read(content: bytes, ending: str) -> str:
    """The words of a file, no more of them than are looked for."""
    out: list[str] = []
    length = 0
    for part in words(content, ending):
        out.append(part)
        length += len(part)
        if length > MOST_CHARACTERS * 2:
            break
    text = re.sub(r"[^\S\n]+", " ", "".join(out).replace("\x00", ""))
    return re.sub(r"\s*\n\s*", "\n", text).strip()[:MOST_CHARACTERS]


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        text = read(sys.stdin.buffer.read(), sys.argv[1])
    except (Unreadable, DefusedXmlException, ParseError, MemoryError):
        return UNREADABLE
    except Exception:  # whatever a library says of a broken file: it cannot be read
        return UNREADABLE
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
