"""What may be uploaded, decided from the content."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from cop_portal.foundation.uploads import check_upload, portrait


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (8, 4), **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, more.pop("color", 0)).save(out, kind, **more)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def opened(file) -> Image.Image:
    return Image.open(io.BytesIO(file.content.read()))


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "ending"),
    [
        ("a.png", picture("PNG"), "image/png", "png"),
        ("photo.jpeg", picture("JPEG"), "image/jpeg", "jpg"),
        ("report.pdf", b"%PDF-1.7\n...", "application/pdf", "pdf"),
        ("report.DOCX", archive(), "application/octet-stream", "docx"),
        ("notes.md", "Notes: ü".encode(), "text/plain", "txt"),
        ("list.csv", b"a,b\n1,2\n", "text/plain", "txt"),
    ],
)
def test_what_is_allowed_is_kept_under_a_name_nobody_can_guess(
    name: str, content: bytes, kept_as: str, ending: str
) -> None:
    file = check_upload(name, content)
    again = check_upload(name, content)

    assert (file.name, file.content_type) == (name, kept_as)
    assert str(file.content.name).endswith(f".{ending}")
    assert file.content.name != again.content.name
    assert file.size == len(file.content.read())


PAGE = b"<!DOCTYPE html><title>Wells</title><script>alert(1)</script><p>Words"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("saved.html", PAGE),
        (
            "saved.HTM",
            b"\xef\xbb\xbf\r\n<!-- saved from url=(0014)about:internet -->\r\n<HTML lang=fr><p>Puits</html>",
        ),
    ],
)
def test_a_saved_page_is_kept_only_where_it_is_asked_for(name: str, content: bytes) -> None:
    file = check_upload(name, content, pages=True)

    assert (file.name, file.content_type) == (name, "text/html")
    assert str(file.content.name).endswith(".html")
    assert file.content.read() == content
    with pytest.raises(ValidationError, match="cannot be kept here"):
        check_upload(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.txt", PAGE), ("page.svg", PAGE), ("page.xhtml", PAGE), ("page.html.js", PAGE), ("page.hta", PAGE),
        ("x.html", b"hello"), ("x.html", b"<script>alert(1)</script>"), ("x.html", b"<?xml version='1.0'?><html/>"),
        ("x.html", b'<svg xmlns="http://www.w3.org/2000/svg"/>'), ("x.html", b"<htmlx>"), ("x.html", PAGE + b"\x00"),
        ("x.html", b"MZ\x90" + PAGE), ("x.html", b"<!--" * 5000 + PAGE), ("x.html", "<html>".encode("utf-16")),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_saved_page_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(ValidationError):
        check_upload(name, content, pages=True)


def test_a_pdf_or_a_picture_that_is_a_page_as_well_is_not_kept_as_a_page() -> None:
    assert check_upload("x.html", b"%PDF-1.7\n" + PAGE, pages=True).content_type == "application/pdf"
    kept = check_upload("x.html", picture("GIF") + PAGE, pages=True)
    assert kept.content_type == "image/gif"
    assert b"script" not in kept.content.read()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"hello"),
        ("page.txt", b"  <script>alert(1)</script>"),
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>'),
        ("run.sh", b"echo"),
        ("setup.exe", b"MZ\x90\x00" + b"\x00" * 64),
        ("archive.zip", archive()),
        ("data.txt", b"\x00\x01\x02"),
        ("latin.txt", "ü".encode("latin-1")),
        ("picture.png", picture("PNG")[:40]),
        ("none.txt", b""),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_name(name: str, content: bytes) -> None:
    with pytest.raises(ValidationError) as refusal:
        check_upload(name, content)

    assert name in refusal.value.messages[0]


def test_what_is_too_large_is_refused(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 100

    with pytest.raises(ValidationError) as refusal:
        check_upload("long.txt", b"x" * 101)

    assert "100" in refusal.value.messages[0]
    assert check_upload("just.txt", b"x" * 100).size == 100


def test_a_picture_larger_than_memory_is_refused_before_it_is_drawn() -> None:
    bomb = picture("PNG", "1", (8000, 8000))

    with pytest.raises(ValidationError):
        check_upload("bomb.png", bomb)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\r\nb.txt", "c:\\x\\y.txt", "\u202egpj.txt", "  "])
def test_hostile_names_become_harmless(name: str) -> None:
    file = check_upload(name, b"words")

    assert not set(file.name) & set("/\\\r\n\u202e")
    assert file.name.strip()


def test_where_a_picture_was_taken_is_not_kept_but_which_side_is_up_is() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera of Mona"

    file = check_upload("photo.jpg", picture("JPEG", exif=exif.tobytes()))

    kept = opened(file)
    assert kept.size == (4, 8)
    assert not kept.getexif()


def test_see_through_parts_stay_so() -> None:
    drawing = Image.new("P", (4, 4), 1)
    drawing.putpalette([255, 0, 0, 0, 0, 255])
    drawing.putpixel((0, 0), 0)
    out = io.BytesIO()
    drawing.save(out, "PNG", transparency=0)

    kept = opened(check_upload("sign.png", out.getvalue())).convert("RGBA")

    assert kept.getpixel((0, 0))[3] == 0
    assert kept.getpixel((2, 2)) == (0, 0, 255, 255)


def test_what_is_hidden_behind_a_picture_is_not_kept() -> None:
    file = check_upload("two.gif", picture("GIF", "P") + b"<script>alert(1)</script>")

    assert b"<script>" not in file.content.read()


def test_large_pictures_become_smaller() -> None:
    kept = opened(check_upload("wide.png", picture("PNG", "L", (4800, 100))))

    assert kept.size == (2400, 50)


def refuse_all(name: str, content: bytes) -> None:
    raise ValidationError("infected")


def test_a_scanner_has_the_last_word(settings) -> None:
    settings.UPLOAD_SCANNER = f"{__name__}.refuse_all"

    with pytest.raises(ValidationError, match="infected"):
        check_upload("a.txt", b"words")


def test_a_portrait_is_small_square_and_nothing_but_the_picture() -> None:
    made = portrait("me.jpg", picture("JPEG", size=(900, 600), color=(200, 30, 30)))

    content = made.read()
    assert made.name.endswith(".webp")
    assert len(content) < 6_000
    with Image.open(io.BytesIO(content)) as shown:
        assert (shown.size, shown.format) == ((136, 136), "WEBP")
        assert not shown.getexif()


@pytest.mark.parametrize("content", [b"%PDF-1.4 letter", b"plain words", picture("PNG")[:20]])
def test_what_is_no_picture_is_no_portrait(content: bytes) -> None:
    with pytest.raises(ValidationError):
        portrait("me.png", content)
