"""Papers: what they say is read back, and a page is looked at."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import pytest
from django.core.cache import cache
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader

from cop_portal.foundation import pdf
from cop_portal.foundation.pdf import Paper, pdf_response

TEXTS = {
    "English": "Clean water is a right.",
    "French": "L’eau propre, ça va de soi.",
    "Vietnamese": "Nguyễn Thị Ánh: Đường lên Đỉnh Phan Xi Păng.",
    "Russian": "Чистая вода — право каждого ребёнка.",
    "Chinese": "清洁的水是每个孩子的权利。",
    "Arabic": "المياه النظيفة حق لكل طفل",
    "mixed": "The word ماء means water, and 水 too.",
}


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def words(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(made).pages)


def look(made: bytes, number: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(made) as document:
        return document[number].render(scale=1).to_pil().convert("L")


def ink(picture: Image.Image, *, left: bool) -> int:
    """How many dark points one half of the page has below its head."""
    middle = picture.width // 2
    box = (0, 150, middle, 700) if left else (middle, 150, picture.width, 700)
    return sum(count for level, count in enumerate(picture.crop(box).histogram()) if level < 128)


def paper(*texts: str, **more: Any) -> Paper:
    made = Paper(title="Our charter", community="Water", kicker="Version 2", **more)
    made.heading("Mission")
    for text in texts:
        made.text(text)
    return made


@pytest.mark.parametrize("language", TEXTS)
def test_every_script_is_set_so_that_it_can_be_read_and_copied(language: str) -> None:
    said = words(paper(TEXTS[language]).as_bytes())

    assert " ".join(TEXTS[language].split()) in " ".join(said.split())
    assert pdf.UNKNOWN not in said


def test_a_line_after_another_script_keeps_its_letters() -> None:
    made = paper(*[TEXTS["Chinese"] * 30, TEXTS["mixed"]] * 8).as_bytes()

    assert len(read(made).pages) > 1
    assert words(made).count("means water") == 8


def test_a_letter_that_no_font_has_is_marked_and_not_left_out_in_silence() -> None:
    assert words(paper("Thai: น้ำ").as_bytes()).count(pdf.UNKNOWN) == len("น้ำ")


def test_arabic_runs_from_the_right_and_turns_the_page() -> None:
    with override("ar"):
        turned = look(paper("حق").as_bytes())
    plain = look(paper("Yes").as_bytes())

    assert ink(turned, left=False) > 0
    assert ink(plain, left=True) > 0
    assert ink(plain, left=False) == 0
    # The emblem stands on the side where reading begins.
    emblem = (0, 55, 140, 110)
    assert min(plain.crop(emblem).getdata()) < 128
    assert min(turned.crop(emblem).getdata()) > 200


def test_a_paper_names_itself_to_readers_and_programs() -> None:
    made = read(paper("Yes").as_bytes())

    assert made.metadata is not None
    assert (made.metadata.title, made.metadata.author) == ("Our charter", "Water")
    assert made.root_object["/Lang"] == "en"
    assert [str(entry.title) for entry in made.outline] == ["Mission"]
    with override("ar"):
        assert read(paper("نعم").as_bytes()).root_object["/Lang"] == "ar"


def test_pages_are_numbered_and_carry_their_community() -> None:
    made = read(paper("Pumps last.\n\n" * 60).as_bytes())

    said = [page.extract_text() for page in made.pages]
    assert len(said) == 3
    assert [f"Page {number} of 3" in page for number, page in enumerate(said, start=1)] == [True] * 3
    assert ["Water · Our charter" in page for page in said] == [False, True, True]


def test_a_table_repeats_its_head_and_runs_from_the_right_in_arabic() -> None:
    made = paper()
    made.table(("Indicator", "Now"), [(f"Pump {n}", str(n)) for n in range(70)], widths=(3, 1))

    said = [page.extract_text() for page in read(made.as_bytes()).pages]
    assert len(said) > 1
    assert all("Indicator Now" in page for page in said)
    with override("ar"):
        turned = paper()
        turned.table(("Indicator", "Now"), [("Pumps", "7")])
        assert "7 Pumps" in words(turned.as_bytes())


def test_what_people_write_cannot_break_a_paper() -> None:
    hostile = "a\x00b \u202e{nb} %s <b>**x**</b> \\( ) endstream\n\n\n" + "w" * 400

    assert "{nb}" in hostile
    assert "<b>**x**</b>" in words(paper(hostile).as_bytes())
    assert read(Paper(title="").as_bytes()).pages


def test_the_same_paper_is_set_once(monkeypatch: Any) -> None:
    cache.clear()
    made = []
    monkeypatch.setattr(pdf, "_set", lambda paper: made.append(paper.title) or b"%PDF")

    assert paper("A").as_bytes() == paper("A").as_bytes() == b"%PDF"
    paper("B").as_bytes()

    assert len(made) == 2


def test_an_own_picture_stands_for_the_emblem() -> None:
    out = io.BytesIO()
    Image.new("RGB", (32, 32), "black").save(out, format="WEBP")

    made = paper("Yes", picture=out.getvalue()).as_bytes()

    assert max(look(made).crop((66, 66, 100, 100)).getdata()) < 60


def test_the_answer_is_shown_by_browsers_and_saved_under_its_name() -> None:
    answer = pdf_response(paper("Yes"), "water-charter-2")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="water-charter-2.pdf"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer.content[:5] == b"%PDF-"
