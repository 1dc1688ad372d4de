"""Booklets: contents that name their pages, running heads, pictures, both directions."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader

from cop_portal.foundation.booklet import Booklet

LONG = "Water that is clean stays clean where two people look after the pump. " * 60


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (640, 400), "navy").save(drawn, "JPEG")
    return drawn.getvalue()


def made(**fields: Any) -> Booklet:
    book = Booklet(title="Water today", community="Water", kicker="No. 2", lede="All of it.", **fields)
    book.chapter("From the field")
    book.article("A pump that lasts", kicker="Story", lede="In short.", by="Mona Member")
    book.text(LONG)
    book.points(["Grease it", "Paint it"], numbered=True)
    book.quote("It holds.", "Sami")
    book.figure(picture(), alternative="A pump", caption="In Garissa")
    book.bars([("January", "34 %", 34.0), ("March", "41 %", 41.0)])
    book.chapter("Credits")
    book.table(("Name", "Part"), [("Mona Member", "Author")])
    return book


def pages(book: Booklet) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(book.as_bytes())).pages]


def test_the_contents_name_the_page_on_which_each_part_stands() -> None:
    found = pages(made())

    assert "Water today" in found[0]
    contents = found[1].split()
    last = next(number for number, text in enumerate(found, start=1) if "Mona Member" in text and number > 3)
    assert "Contents" in contents
    assert contents[contents.index("Credits") + 1] == str(last)
    assert "From the field" in found[2]
    assert f"Page {last} of {len(found)}" in found[-1]


def test_the_chapter_stands_in_the_head_of_its_pages() -> None:
    found = pages(made())

    assert "From the field" in found[3]
    assert "From the field" not in found[-1]


def test_viewers_get_an_outline_and_the_picture() -> None:
    reader = PdfReader(io.BytesIO(made().as_bytes()))

    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == [
        "From the field",
        "Credits",
    ]
    assert sum(len(page.images) for page in reader.pages) == 1


def test_what_is_no_picture_leaves_its_caption() -> None:
    book = Booklet(title="Small")
    book.figure(b"nothing", alternative="A pump", caption="In Garissa")

    assert "In Garissa" in pages(book)[-1]


def test_what_is_elsewhere_stands_with_its_address_which_viewers_can_press() -> None:
    book = Booklet(title="Small", language="ar")
    book.address("The sheet", "https://ropes.example/a", "Two pages")

    last = PdfReader(io.BytesIO(book.as_bytes())).pages[-1]
    said = last.extract_text()
    assert said.index("The sheet") < said.index("Two pages") < said.index("https://ropes.example/a")
    assert [row.get_object()["/A"]["/URI"] for row in last["/Annots"]] == ["https://ropes.example/a"]


@pytest.mark.parametrize("count", [1, 80])
def test_there_are_as_many_pages_of_contents_as_the_parts_need(count: int) -> None:
    book = Booklet(title="Many")
    for number in range(count):
        book.article(f"Part {number} of many, with a title that is rather long for one line of the contents")
        book.text("Short.")

    found = pages(book)

    assert f"Page {len(found)} of {len(found)}" in found[-1]
    assert f"Part {count - 1} of many" in " ".join(" ".join(found[1:8]).split())


def test_an_arabic_booklet_is_set_from_right_to_left() -> None:
    with override("ar"):
        book = Booklet(title="المياه اليوم", community="المياه", language="ar")
        book.article("مضخة تدوم", lede="باختصار")
        book.text("نعتني بها معا.")
        book.article("أخرى")
        book.points(["الأولى", "الثانية"])
        book.bars([("يناير", "34 %", 34.0)])
        found = pages(book)

    assert book.right_to_left
    assert len(found) >= 3


def test_what_is_english_in_an_arabic_booklet_keeps_its_own_direction() -> None:
    book = Booklet(title="ميزانيات", community="Water", kicker="٢", lede="كل شيء", language="ar")
    with override("ar"):
        book.chapter("ما تغيّر")
        book.article("Which pump lasts?", kicker="قصة", lede="In short.", by="Mona Member")
        book.points(["Grease it"])
        book.points(["ادهنها"])
        reader = PdfReader(io.BytesIO(book.as_bytes()))
    signs: list[float] = []

    def look(text: str, _cm: Any, matrix: Any, *_font: Any) -> None:
        if "•" in text:
            signs.append(matrix[4])

    contents = reader.pages[1].extract_text()
    reader.pages[2].extract_text(visitor_text=look)

    assert "lasts?" in contents
    assert "?Which" not in contents
    assert len(signs) == 2
    assert signs[0] < 200 < 400 < signs[1]  # each sign stands where its line begins
