"""Files of people who mean harm, through the gate of every upload (promise P37): refused, or stored and inert.

What would take memory or time is tried in a process of its own, which says what it took.
"""

from __future__ import annotations

import functools
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from cop_portal.foundation import filetexts
from cop_portal.foundation.uploads import CheckedFile, check_upload

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>top.__pwned=1</script>"
PHAR = b"<?php __HALT_COMPILER(); ?>\r\n" + b"\x00" * 24 + b"GBMB"
SECRET = b"51.5074N-0.1278W"  # what must not be told along


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 48), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, more.pop("color", 0)).save(out, kind, **more)
    return out.getvalue()


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for entry, content in entries:
            file.writestr(entry, content)
    return out.getvalue()


def symlink(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" %b</svg>'
DRAWINGS = {
    "script": SVG % (b">" + SCRIPT),
    "handler": SVG % b'onload="top.__pwned=1">',
    "foreign object": SVG % (b'><foreignObject><body xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT),
    "entity": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG % b"><text>&x;</text>",
    "use": SVG % b'><use xlink:href="data:image/svg+xml;base64,PHN2Zy8+#x"/>',
    "declared": b'<?xml version="1.0"?>\n' + SVG % (b">" + SCRIPT),
    "after a mark": b"\xef\xbb\xbf \n" + SVG % (b">" + SCRIPT),
    "in a comment": b"<!-- words -->" + SVG % (b">" + SCRIPT),
}
PAGES = {
    "page": b"<!doctype html>" + SCRIPT,
    "after a mark": b"\xef\xbb\xbf" + SCRIPT,
    "after space": b" \t\r\n\x0c" + SCRIPT,
    "before a PDF": SCRIPT + b"%PDF-1.7",
    "other letters": SCRIPT.decode().encode("utf-16"),
}
PROGRAMS = {
    "windows": b"MZ\x90\x00" + b"\x00" * 64,
    "linux": b"\x7fELF\x02\x01\x01" + b"\x00" * 64,
    "java": b"\xca\xfe\xba\xbe\x00\x00\x004" + b"\x00" * 64,
    "shortcut": b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 64,
    "flash": b"FWS\x0a" + b"\x00" * 64,
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
    "packed": packed(("run.exe", b"MZ")),
    "gzip": b"\x1f\x8b\x08\x00" + b"\x00" * 32,
    "tar": b"../../etc/passwd" + b"\x00" * 241 + b"ustar\x0000" + b"\x00" * 255,
}
CALLED = (
    "x.svg",
    "x.html",
    "x.png",
    "x.jpg",
    "x.pdf.svg",
    "x.txt",
    "x",
    "x.docx.exe",
    "../x.html",
    "x.html.",
    "x.SVG ",
)


@pytest.mark.parametrize("name", CALLED)
@pytest.mark.parametrize(
    "content",
    [*DRAWINGS.values(), *PAGES.values(), *PROGRAMS.values()],
    ids=[f"{sort} {key}" for sort, found in (("drawing", DRAWINGS), ("html", PAGES), ("program", PROGRAMS)) for key in found],
)  # fmt: skip
def test_drawings_pages_and_programs_are_refused_whatever_they_are_called(name: str, content: bytes) -> None:
    with pytest.raises(ValidationError):
        check_upload(name, content)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def told(kind: str) -> bytes:
    """A picture that says where it was taken, by whom and with what, in every way that its kind has."""
    exif = Image.Exif()
    exif[0x010F], exif[0x8298], exif[0x0112] = SECRET.decode(), SECRET.decode(), 6
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 40.0), 29: SECRET.decode()}
    )
    more: dict[str, Any] = {"exif": exif.tobytes()}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Location", SECRET.decode())
        notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        notes.add_text("Comment", SECRET.decode(), zip=True)
        more["pnginfo"] = notes
    elif kind == "GIF":
        more = {"comment": SECRET}
    else:
        more |= {"xmp": SECRET, "icc_profile": SECRET * 20}
    if kind == "JPEG":
        more["comment"] = SECRET
    return picture(kind, **more)


BEHIND = {
    "a program": b"MZ" + b"\x00" * 20 + SCRIPT,
    "a script": b"/*" + SCRIPT + b"*/",
    "an archive": packed(("run.js", SCRIPT), ("../../evil", SCRIPT)),
    "a phar": PHAR,
    "a PDF": b"%PDF-1.7\n" + SCRIPT,
}
KINDS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("behind", BEHIND.values(), ids=BEHIND.keys())
def test_a_picture_that_is_something_else_too_is_only_a_picture_afterwards(kind: str, behind: bytes) -> None:
    file = check_upload("photo.jpg.php", told(kind) + behind)

    kept = file.content.read()
    assert file.content_type == f"image/{kind.lower()}"
    assert str(file.content.name).endswith(f".{KINDS[kind]}")
    assert file.name == f"photo.jpg.php.{KINDS[kind]}"
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    for trace in (SECRET, SCRIPT, PHAR[:20], b"%PDF", b"Exif", b"GPS", b"xmp", b"PK\x03\x04"):
        assert trace not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert not shown.getexif()
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "version", "background", "loop", "timestamp", "duration", "dpi"}  # fmt: skip


def test_a_picture_that_begins_like_a_program_for_browsers_is_encoded_anew_or_refused() -> None:
    """The first bytes of a GIF are also a sum in JavaScript: GIF89a=1;alert()."""
    drawn = bytearray(picture("GIF", "P"))
    drawn[6:10] = b"/*\x00\x00"
    for content in (bytes(drawn) + b"*/=1;top.__pwned=1", b"GIF89a=1;top.__pwned=1", b"BM=1;top.__pwned=1"):
        try:
            kept = check_upload("x.gif", content).content.read()
        except ValidationError:
            continue
        assert b"__pwned" not in kept


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("notes.txt", "notes.txt"),
        ("list.csv", "list.csv"),
        ("NOTES.MD", "NOTES.MD"),
        ("README", "README"),
        ("setup.py", "setup.py.txt"),
        ("a.txt.reg", "a.txt.reg.txt"),
        ("a.vbe", "a.vbe.txt"),
        ("a.html.", "a.html..txt"),
        ("a.html::$DATA", "a.html::$DATA.txt"),
        ("a.txt.\u202efdp", "a.txt.fdp.txt"),
        (".htaccess", ".htaccess.txt"),
        ("x" * 160 + ".mht", "x" * 146 + ".txt"),
    ],
)
def test_text_is_called_text_whatever_it_was_called(name: str, shown: str) -> None:
    file = check_upload(name, b"words")

    assert (file.name, file.content_type) == (shown, "text/plain")
    assert len(file.name) <= 150


@pytest.mark.parametrize(
    "name", ["a.html", "a.SVG", "a.xml", "a.js", "a.bat", "a.php", "a.lnk", "a.url", "a.txt.hta"]
)
def test_text_that_a_program_would_run_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        check_upload(name, b"words")


def refuse_eicar(name: str, content: bytes) -> None:
    if EICAR in content:
        raise ValidationError("infected")


def test_what_the_scanner_knows_is_refused_wherever_it_hides(settings: Any) -> None:
    settings.UPLOAD_SCANNER = f"{__name__}.refuse_eicar"
    for name, content in (
        ("x.txt", EICAR),
        ("x.pdf", b"%PDF-1.7\n" + EICAR),
        ("x.docx", b"PK\x03\x04" + EICAR),
    ):
        with pytest.raises(ValidationError, match="infected"):
            check_upload(name, content)
    # What is encoded anew is shown to it as it is kept.
    assert EICAR not in check_upload("x.png", picture("PNG") + EICAR).content.read()


def inside(content: bytes) -> bytes:
    return packed(("word/document.xml", content))


def nested(depth: int = 6) -> bytes:
    """An archive of archives of archives, each ten times, as the famous one has it."""
    content = packed(("0", b"\0" * 10_000_000))
    for _level in range(depth):
        content = packed(*((str(number), content) for number in range(10)))[:9_000_000]
    return content


@functools.cache
def huge(size: tuple[int, int], mode: str, kind: str, **more: Any) -> bytes:
    return picture(kind, mode, size, **more)


def film(kind: str, size: tuple[int, int], count: int, *, mode: str = "RGB", wild: bool = True) -> bytes:
    """A picture that moves; wild: each frame is another one."""
    noise = Image.effect_noise(size, 80).convert(mode)
    frames = [
        noise.rotate(number) if wild else Image.new(mode, size, (number % 256, number // 256, 0))
        for number in range(count)
    ]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=40)
    return out.getvalue()


def many_passes() -> bytes:
    """A progressive JPEG whose last pass comes some thousands of times."""
    drawn = huge((6300, 6300), "RGB", "JPEG", progressive=True)
    last = drawn[drawn.rindex(b"\xff\xda") : -2]
    return drawn[:-2] + last * 4_000 + b"\xff\xd9"


def many_pages() -> bytes:
    kids = b" ".join([b"3 0 R"] * 1_000_000)
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1000000/Kids["
        + kids + b"]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )  # fmt: skip


def png_of(width: int, height: int, data: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "largest PNG": ("x.png", lambda: huge((6300, 6300), "RGB", "PNG")),
    "largest PNG with a channel": ("x.png", lambda: huge((5400, 5500), "RGBA", "PNG")),
    "too large with a channel": ("x.png", lambda: huge((6300, 6300), "RGBA", "PNG")),
    "grey with a channel": ("x.png", lambda: huge((5400, 5500), "LA", "PNG")),
    "sixteen bits": ("x.png", lambda: huge((6300, 6300), "I;16", "PNG")),
    "palette": ("x.png", lambda: huge((5400, 5500), "P", "PNG", transparency=0)),
    "largest JPEG": ("x.jpg", lambda: huge((6300, 6300), "RGB", "JPEG", progressive=True, subsampling=0)),
    "print colours": ("x.jpg", lambda: huge((5400, 5500), "CMYK", "JPEG", progressive=True)),
    "passes": ("x.jpg", many_passes),
    "largest WebP": ("x.webp", lambda: huge((4000, 4000), "RGB", "WEBP")),
    "too large a WebP": ("x.webp", lambda: huge((6300, 6300), "RGBA", "WEBP")),
    "largest GIF": ("x.gif", lambda: huge((6300, 6300), "P", "GIF")),
    "longest GIF": ("x.gif", lambda: film("GIF", (640, 480), 65, wild=False)),
    "wildest GIF": ("x.gif", lambda: film("GIF", (640, 480), 25)),
    "largest GIF that moves": ("x.gif", lambda: film("GIF", (3100, 3100), 2, wild=False)),
    "longest WebP": ("x.webp", lambda: film("WEBP", (640, 480), 65)),
    "longest WebP with a channel": ("x.webp", lambda: film("WEBP", (640, 480), 65, mode="RGBA")),
    "too long a GIF": ("x.gif", lambda: film("GIF", (5000, 5000), 4, wild=False)),
    "too many small frames": ("x.gif", lambda: film("GIF", (2, 2), 1) [:-1] + film("GIF", (2, 2), 2)[-30:-1] * 200_000),
    "PNG that unpacks too much": ("x.png", lambda: png_of(64, 64, zlib.compress(b"\0" * 900_000_000, 9))),
    "PNG of four thousand million pixels": ("x.png", lambda: png_of(65_535, 65_535, zlib.compress(b"\0" * 9_000))),
    "PNG with a text that unpacks": (
        "x.png",
        lambda: picture("PNG")[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 500_000_000, 9)) + picture("PNG")[33:],
    ),
    "archive as a document": ("x.docx", lambda: inside(b"\0" * 400_000_000)),
    "nested archives": ("x.docx", nested),
    "a million pages": ("x.pdf", many_pages),
}  # fmt: skip
GATE = """
import json, resource, sys, time
import django
django.setup()
from django.core.exceptions import ValidationError
from cop_portal.foundation.uploads import check_upload
content = sys.stdin.buffer.read()
def most():
    return int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]) / 1024
before, begun = most(), time.process_time()
try:
    size = check_upload(sys.argv[1], content).size
except ValidationError:
    size = 0
print(json.dumps({"memory": most() - before, "seconds": time.process_time() - begun, "size": size}))
"""


def through_the_gate(name: str, content: bytes) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", GATE, name],
        input=content,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test"},
        cwd=Path(settings.BASE_DIR),
        capture_output=True,
        timeout=120,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_file_takes_much_memory_or_time_at_the_gate(bomb: str) -> None:
    name, make = BOMBS[bomb]
    content = make()
    assert len(content) <= settings.UPLOAD_MAX_BYTES, "it would be refused for its size"

    took = through_the_gate(name, content)

    assert took["memory"] < 300, took
    assert took["seconds"] < 10, took


def test_what_is_kept_of_the_largest_pictures_is_small_and_the_others_are_refused_in_words() -> None:
    for bomb in ("largest PNG", "largest JPEG", "largest WebP", "largest GIF", "palette"):
        name, make = BOMBS[bomb]
        assert max(opened(check_upload(name, make())).size) == 2400, bomb
    for bomb in ("too large with a channel", "too large a WebP"):
        name, make = BOMBS[bomb]
        with pytest.raises(ValidationError, match="more pixels"):
            check_upload(name, make())


def opened(file: CheckedFile) -> Image.Image:
    return Image.open(io.BytesIO(file.content.read()))


ARCHIVES = {
    "out of its folder": packed(("../../../etc/cron.d/evil", SCRIPT), ("word/../../evil.xml", SCRIPT)),
    "absolute": packed(("/etc/passwd", SCRIPT), ("C:\\evil.exe", b"MZ")),
    "link": packed((symlink("word/document.xml"), b"/etc/passwd")),
    "encrypted flag": packed(("word/document.xml", b"<x/>")).replace(
        b"\x14\x00\x00\x00", b"\x14\x00\x01\x00"
    ),
    "bomb": inside(b"\0" * 100_000_000),
    "nested": nested(2),
}


@pytest.mark.parametrize("archive", ARCHIVES.values(), ids=ARCHIVES.keys())
def test_an_archive_that_is_called_a_document_is_never_unpacked_into_anything(
    archive: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    file = check_upload("report.docx", archive)

    assert file.content_type == "application/octet-stream"
    assert file.content.read() == archive
    file.content.seek(0)
    assert SCRIPT.decode() not in filetexts.words_of("report.docx", file.content)
    assert "root:" not in filetexts.words_of("report.docx", file.content)
    assert list(tmp_path.iterdir()) == []
    for name in ("report.zip", "report", "report.jar", "report.docm", "report.apk"):
        with pytest.raises(ValidationError):
            check_upload(name, archive)
