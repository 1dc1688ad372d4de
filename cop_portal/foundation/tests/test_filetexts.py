"""The words of files: read where they can be, and nothing lost where a file is broken or hostile."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from fpdf import FPDF
from tablib import Dataset

from cop_portal.foundation import filereader, filetexts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
ODF = 'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(xml: str) -> bytes:
    return packed(**{"word/document.xml": xml})


def pdf() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=12)
    paper.cell(text="Ferrocement tanks")
    return bytes(paper.output())


def sheet() -> bytes:
    return Dataset(["Ferrocement", 7], headers=["what", "number"]).export("xlsx")


FILES: dict[str, Any] = {
    "a.pdf": pdf,
    "a.xlsx": sheet,
    "a.docx": lambda: docx(f"<w:document {W}><w:p><w:r><w:t>Ferro</w:t></w:r><w:r><w:t>cement</w:t></w:r></w:p></w:document>"),
    "a.pptx": lambda: packed(**{"ppt/slides/slide1.xml": f"<s {A}><a:p><a:r><a:t>Ferrocement</a:t></a:r></a:p></s>"}),
    "a.odt": lambda: packed(**{"content.xml": f"<o {ODF}><t:p>Ferro<t:span>cement</t:span> tanks</t:p></o>"}),
    "a.txt": lambda: "Ferrocement é".encode("cp1252"),
    "b.txt": lambda: "Ferrocement".encode("utf-16"),
    "a.html": lambda: b"<html><style>x</style><script>bad()</script><p>Ferrocement</p></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_gives_its_words(name: str) -> None:
    text = filereader.read(FILES[name](), filetexts.ending_of(name))

    assert "Ferrocement" in text
    assert "bad()" not in text


@pytest.mark.parametrize("charset", ["undefined", "no-such", "base64", "idna", "iso-8859-1"])
def test_a_page_gives_its_words_also_where_its_charset_is_none(charset: str) -> None:
    page = f'<html><meta charset="{charset}"><p>Ferrocement é</p></html>'.encode("cp1252")

    assert filereader.read(page, "html") == "Ferrocement é"


TANKS = "<html><meta charset='{}'><p>Ferrocement خزان é</p></html>"


@pytest.mark.parametrize(
    ("said", "code", "mark"),
    [
        ("utf-16", "utf-8", b""),
        ("UTF-16LE", "utf-8", b""),
        ("utf-16", "utf-16-le", b"\xff\xfe"),
        ("utf-16", "utf-16-be", b"\xfe\xff"),
        ("utf-8", "utf-16-le", b"\xff\xfe"),
        ("iso-8859-1", "utf-8", b"\xef\xbb\xbf"),
        ("utf-16", "utf-16-le", b""),
        ("utf-16", "utf-16-be", b""),
        ("windows-1256", "cp1256", b""),
    ],
)
@pytest.mark.parametrize("ending", ["html", "htm", "xhtml"])
def test_a_page_is_read_as_browsers_read_it(said: str, code: str, mark: bytes, ending: str) -> None:
    page = mark + TANKS.format(said).encode(code)

    assert filereader.read(page, ending) == "Ferrocement خزان é"
    assert "Ferrocement خزان é" in filetexts.words_of(f"a.{ending}", ContentFile(page))


def test_what_programs_write_beside_latin_letters_is_read_in_a_page_that_says_latin() -> None:
    page = "<html><meta charset=latin1><p>“Wells” – 5 €</p></html>".encode("cp1252")

    assert filereader.read(page, "html") == "“Wells” – 5 €"


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("ending", ["html", "txt"])
def test_a_letter_cut_where_reading_ends_spoils_nothing(
    code: str, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filereader, "MOST_CHARACTERS", 25)
    mark = b"\xff\xfe" if code == "utf-16-le" else b""
    page = "<p>x" if ending == "html" else "x"

    for more in range(4):
        text = filereader.read(mark + (page + "." * more + "خزان" * 100).encode(code), ending)
        assert text.startswith("x" + "." * more + "خزان")
        assert "\ufffd" not in text


def test_broken_letters_after_a_mark_are_not_the_end_of_a_page() -> None:
    page = b"\xff\xfe" + "<p>Ferrocement".encode("utf-16-le") + b"\x00\xd8x\x00"

    assert "Ferrocement" in filereader.read(page, "html")


def test_slides_are_read_in_their_order_and_paragraphs_stay_apart() -> None:
    slides = {
        f"ppt/slides/slide{n}.xml": f"<s {A}><a:p><a:r><a:t>n{n}</a:t></a:r></a:p></s>" for n in (10, 2, 1)
    }

    assert filereader.read(packed(**slides), "pptx") == "n1\nn2\nn10"


BILLION = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {W}><w:p><w:t>&b;</w:t></w:p></w:document>"
)
OUTSIDE = (
    f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document {W}><w:t>&a;</w:t></w:document>'
)
HOSTILE: dict[str, Any] = {
    "entities.docx": lambda: docx(BILLION),
    "outside.docx": lambda: docx(OUTSIDE),
    "bomb.docx": lambda: docx(f"<w:document {W}>" + "<w:p/>" * 15_000_000),
    "broken.docx": lambda: docx("<w:document"),
    "broken.pdf": lambda: b"%PDF-1.7 and nothing",
    "cut.xlsx": lambda: sheet()[:200],
    "program.txt": lambda: b"MZ\x00\x01\x02",
    "many.odt": lambda: packed(**{f"x{n}": "" for n in range(2_100)}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_nothing_but_its_own_words(name: str) -> None:
    assert filetexts.words_of(name, ContentFile(HOSTILE[name]())) == ""


def test_a_file_is_read_by_a_program_of_its_own() -> None:
    assert "Ferrocement tanks" in filetexts.words_of("a.pdf", ContentFile(pdf()))
    assert filetexts.words_of("picture.png", ContentFile(b"x")) == ""


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filetexts, "SECONDS", 0.001)

    assert filetexts.words_of("a.pdf", ContentFile(pdf())) == ""


def test_too_large_a_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filetexts, "MOST_BYTES", 10)

    assert filetexts.words_of("a.txt", ContentFile(b"x" * 11)) == ""
