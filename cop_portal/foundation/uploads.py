"""What may be uploaded, and what becomes of it before it is stored.

The type is decided from the content and an allow-list, never from what the sender says. Pictures
are encoded anew, so that nothing but the picture is kept. A scanner can be hooked in by the setting
UPLOAD_SCANNER (a dotted path to a function that raises ValidationError).
"""

from __future__ import annotations

import codecs
import io
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, JpegImagePlugin, UnidentifiedImageError

from cop_portal.foundation import animations
from cop_portal.foundation.colours import in_srgb
from cop_portal.foundation.text import one_line

LONGEST_NAME = 150
PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
# What a picture that moves may be called by its content, beside the kinds that are kept.
MOVING = {"image/apng": "image/png"}
OFFICE = {"docx", "xlsx", "pptx", "odt", "ods", "odp"}
# Text that a program might run or a browser show as a page is not kept, whatever it is called.
NOT_TEXT = {
    "html", "htm", "xhtml", "svg", "xml", "js", "mjs", "hta", "bat", "cmd", "com", "sh", "ps1", "vbs",
    "wsf", "jar", "lnk", "url", "desktop", "php", "swf",
}  # fmt: skip
PAGES = {"html", "htm"}
# How a saved web page begins, after what a program may have put before it.
PAGE_BEGINS = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<!--(?:(?!-->).){0,4000}-->\s*){0,4}<(!doctype\s+html\b|html\b)", re.I | re.S
)
# With such an ending text is shown as it is called; with any other, ".txt" is put behind it.
TEXT = {
    "txt", "text", "md", "csv", "tsv", "log", "rst", "json", "yaml", "yml", "ics", "vcf", "srt", "vtt", "tex",
    "bib", "ris", "po",
}  # fmt: skip
ENDINGS = {"jpg": {"jpg", "jpeg", "jpe", "jfif"}, "txt": TEXT, "html": PAGES}
# What a picture may take while it is drawn: pixels of three channels. WebP keeps several copies of them.
MOST_PIXELS, MOST_PIXELS_WEBP = 40_000_000, 16_000_000
FOUR_CHANNELS = {"RGBA", "LA", "PA", "CMYK"}
# A JPEG is drawn once for each of its passes; real ones have about ten.
MOST_PASSES = 100
LONGEST_SIDE = 2400
# How what a camera or a program writes beside a picture begins, and what a picture cannot be drawn without.
MARKS = (b"Exif\x00\x00", b"http://ns.adobe.com/x", b"<x:xmpmeta", b"Photoshop 3.0", b"MPF\x00")
HARMLESS = {
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "adobe", "adobe_transform", "progressive", "progression", "dpi",
    "icc_profile", "transparency", "gamma", "srgb", "chromaticity", "interlace", "aspect", "version", "background",
    "duration", "loop", "timestamp", "extension", "blend", "disposal", "bbox", "default_image",
}  # fmt: skip
# Twice the size in which it is shown.
PORTRAIT_SIDE = 136
# A sign in the three forms in which it is needed: large and small on pages, small in letters.
EMBLEM_SIDE, EMBLEM_SMALL_SIDE = 144, 72
EMBLEM_TYPES = ("image/jpeg", "image/png", "image/webp")
EMBLEM_ENDINGS = (".webp", "-small.webp", ".png")


@dataclass
class CheckedFile:
    """A file that may be stored: its shown name, a random name for storage, type and content."""

    name: str
    content_type: str
    content: ContentFile
    size: int


def check_upload(name: str, content: bytes, *, pages: bool = False, still: bool = False) -> CheckedFile:
    """The file as it may be stored. Raises ValidationError with a sentence that says what to do.

    `pages`: whether a saved web page (HTML) may be kept. Only where a file is never shown, but handed out as one.
    `still`: that of a picture which moves only the first frame is wanted.
    """
    name = one_line(name).replace("/", "_").replace("\\", "_")[-LONGEST_NAME:] or "file"
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("“%(name)s” is larger than %(most)s. Make it smaller, or link to it.")
            % {"name": name, "most": filesizeformat(settings.UPLOAD_MAX_BYTES)}
        )
    if not content:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": name})
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    mime = mime_of(content)
    if mime in PICTURES:
        content = plain_picture(name, content, mime, still=still)
        content_type, ending = mime, PICTURES[mime]
    elif mime == "application/pdf":
        content_type, ending = mime, "pdf"
    elif ending in OFFICE and content[:4] == b"PK\x03\x04":
        content_type = "application/octet-stream"
    elif pages and not mime and ending in PAGES and _is_page(content):
        content_type, ending = "text/html", "html"
    elif not mime and ending not in NOT_TEXT and _is_text(content):
        content_type, ending = "text/plain", "txt"
    else:
        raise ValidationError(
            _(
                "“%(name)s” is of a kind that cannot be kept here. PDF, pictures, office documents and text can."
            )
            % {"name": name}
        )
    _scan(name, content)
    name = _called(name, ending)
    stored = ContentFile(content, name=f"{secrets.token_urlsafe(16)}.{ending}")
    return CheckedFile(name, content_type, stored, len(content))


def mime_of(content: bytes) -> str:
    """What a file is by how it begins, whatever it is called; a PNG that moves is a PNG."""
    kind = filetype.guess(content[:8192])
    return MOVING.get(kind.mime, kind.mime) if kind else ""


def _called(name: str, ending: str) -> str:
    """The name under which it is shown and saved: where it ends like something else, it gets the true ending."""
    end = name.rpartition(".")[2].lower()
    if "." not in name or end in ENDINGS.get(ending, {ending}):
        return name
    return f"{name[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def plain_picture(
    name: str, content: bytes, mime: str, *, longest: int | None = LONGEST_SIDE, still: bool = False
) -> bytes:
    """The picture encoded anew, without position, camera and whatever else was hidden in it.

    `longest`: what its longer side is made to fit; with None it keeps its size, and a JPEG how fine it is.
    """
    refusal = ValidationError(_("“%(name)s” is not a picture that can be read.") % {"name": name})
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if _weight(picture, content) > (MOST_PIXELS_WEBP if mime == "image/webp" else MOST_PIXELS):
                raise ValidationError(
                    _("“%(name)s” has more pixels than can be kept here. Make it smaller.") % {"name": name}
                )
            if animations.moves(picture) and not still:
                return _moving(name, picture, longest)
            profile = picture.info.get("icc_profile")
            fineness = _fineness(picture) if longest is None else {}
            small = _fitted(picture, longest) if longest else picture
            # What said which side is up goes with the rest, so the picture is turned first.
            with suppress(SyntaxError):  # what was said is no Exif
                ImageOps.exif_transpose(small, in_place=True)
            plain = in_srgb(small, profile).convert(_mode(small, mime))
        plain.info.clear()
        return _saved(plain, PICTURES[mime].replace("jpg", "jpeg").upper(), **fineness)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise refusal from error


def _moving(name: str, picture: Image.Image, longest: int | None) -> bytes:
    try:
        return animations.drawn_anew(picture, longest=longest)
    except animations.TooLong:
        raise ValidationError(
            _(
                "“%(name)s” moves for too long to be kept here. Make it shorter or smaller, or let it stand still."
            )
            % {"name": name}
        ) from None


def _fitted(picture: Image.Image, longest: int) -> Image.Image:
    """Made small before anything else, so that no second copy of a large one is held."""
    picture.draft(None, (longest, longest))
    small = picture
    if picture.mode == "P" and _is_see_through(picture):
        picture.thumbnail((2 * longest, 2 * longest), Image.Resampling.NEAREST)
        small = picture.convert("RGBA")
    small.thumbnail((longest, longest))
    return small


def _fineness(picture: Image.Image) -> dict[str, Any]:
    """How finely a JPEG was drawn, so that it is drawn as finely again."""
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return {}
    return {"qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture)}


def is_animated(content: bytes) -> bool:
    """Whether a stored picture moves. A second picture that a camera puts into a JPEG is no movement."""
    with Image.open(io.BytesIO(content)) as picture:
        return picture.format in ("GIF", "PNG", "WEBP") and getattr(picture, "n_frames", 1) > 1


def has_secrets(content: bytes) -> bool:
    """Whether a stored picture carries more than the picture: where, when and by what it was taken, words, another picture.

    Raises OSError or ValueError for what is no picture.
    """
    if any(mark in content for mark in MARKS):
        return True
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        return bool(picture.getexif()) or picture.format == "MPO" or not picture.info.keys() <= HARMLESS


def _weight(picture: Image.Image, content: bytes) -> float:
    """The pixels that are held while it is drawn, a fourth channel included; too many where it would take too long."""
    if picture.format == "JPEG" and content.count(b"\xff\xda") > MOST_PASSES:
        return float("inf")
    four = picture.mode in FOUR_CHANNELS or _is_see_through(picture)
    return picture.width * picture.height * (4 if four else 3) / 3


def _is_see_through(picture: Image.Image) -> bool:
    """In one of its colours, without a channel for it."""
    return "transparency" in picture.info


def portrait(name: str, content: bytes) -> ContentFile:
    """A photograph of a person as pages show it: square, small, nothing but the picture.

    Raises ValidationError with a sentence for what is no picture.
    """
    checked = check_upload(name, content, still=True)
    if checked.content_type not in PICTURES:
        raise ValidationError(_("Choose a picture: JPEG, PNG or WebP."))
    with Image.open(io.BytesIO(checked.content.read())) as picture:
        square = ImageOps.fit(picture.convert("RGB"), (PORTRAIT_SIDE, PORTRAIT_SIDE), centering=(0.5, 0.35))
    out = io.BytesIO()
    square.save(out, format="WEBP", quality=72)
    return ContentFile(out.getvalue(), name=f"{secrets.token_urlsafe(16)}.webp")


def emblem(name: str, content: bytes) -> bytes:
    """The sign of a community as a small square PNG on white, nothing but the picture.

    Raises ValidationError with a sentence for what is no picture.
    """
    if mime_of(content) not in EMBLEM_TYPES:
        raise ValidationError(
            _("Choose a picture: JPEG, PNG or WebP. A drawing (SVG) can carry programs and is not taken.")
        )
    checked = check_upload(name, content, still=True)
    with Image.open(io.BytesIO(checked.content.read())) as picture:
        seen = picture.convert("RGBA")
    square = ImageOps.pad(seen, (EMBLEM_SIDE, EMBLEM_SIDE), color=(255, 255, 255, 0))
    paper = Image.new("RGBA", square.size, "white")
    paper.alpha_composite(square)
    return _saved(paper.convert("RGB"), "PNG", optimize=True)


def emblem_forms(square: bytes) -> dict[str, bytes]:
    """The forms of a sign by the end of their file's name."""
    with Image.open(io.BytesIO(square)) as picture:
        large = picture.convert("RGB")
    small = large.resize((EMBLEM_SMALL_SIDE, EMBLEM_SMALL_SIDE), Image.Resampling.LANCZOS)
    return {
        ".webp": _saved(large, "WEBP", quality=80),
        "-small.webp": _saved(small, "WEBP", quality=76),
        # Not every mail program reads WebP.
        ".png": _saved(small.quantize(96), "PNG", optimize=True),
    }


def _saved(picture: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, format=form, **how)
    return out.getvalue()


def _mode(picture: Image.Image, mime: str) -> str:
    """Colours as they are; see-through ones of a palette become a channel, or they would turn black."""
    if mime == "image/jpeg":
        return "RGB"
    return "RGBA" if _is_see_through(picture) else picture.mode


def _is_page(content: bytes) -> bool:
    return b"\x00" not in content and PAGE_BEGINS.match(content[:20_000]) is not None


def _is_text(content: bytes) -> bool:
    if b"\x00" in content or content.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _scan(name: str, content: bytes) -> None:
    path = getattr(settings, "UPLOAD_SCANNER", "")
    if path:
        import_string(path)(name, content)
