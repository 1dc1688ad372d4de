"""A JPEG without what stands beside its picture, where the picture is too large to be drawn anew: no pixel is touched."""

from __future__ import annotations

import re

from PIL import Image

START, END, SCAN, EXIF, COMMENT = 0xD8, 0xD9, 0xDA, 0xE1, 0xFE
NOTES = range(0xE0, 0xF0)
# What a picture cannot be shown without: its density, its colours, and how those are written.
NEEDED = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
SIDE_UP = 0x0112
NEXT = re.compile(rb"\xff++[^\x00\xd0-\xd7]")
# Within a scan the mark is followed by a nought or by the number of a restart. Searched for with one mark only: a row of
# a million of them would be gone through from each of them.
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def without_notes(content: bytes) -> bytes:
    """The same pixels, without place, camera, words and other pictures; which side is up stays said.

    Raises ValueError for what is no JPEG. Done twice it changes nothing.
    """
    if content[:2] != bytes((0xFF, START)):
        raise ValueError("not a JPEG")
    kept: list[bytes] = []
    side, at = 1, 2
    while at < len(content):
        found = NEXT.match(content, at)
        if found is None:
            raise ValueError("what follows is no part of it")
        mark, at = content[found.end() - 1], found.end()
        if mark == END:
            kept.append(bytes((0xFF, END)))
            break
        length = int.from_bytes(content[at : at + 2], "big")
        part = content[at : at + length]
        if length < 2 or len(part) < length:
            raise ValueError("a part of it is cut off")
        at += length
        if mark == EXIF:
            side = _side_up(part[2:]) or side
        if _is_needed(mark, part[2:]):
            kept.append(bytes((0xFF, mark)) + part)
        if mark == SCAN:
            after = AFTER_SCAN.search(content, at)
            kept.append(content[at : after.start() if after else None])
            at = after.start() if after else len(content)
    if not kept:
        raise ValueError("nothing is in it")
    return bytes((0xFF, START)) + _said(side) + b"".join(kept)


def _is_needed(mark: int, data: bytes) -> bool:
    return data.startswith(NEEDED.get(mark, b"\xff never")) if mark in NOTES else mark != COMMENT


def _side_up(data: bytes) -> int:
    told = Image.Exif()
    try:
        told.load(data)
        side = told.get(SIDE_UP)
    except Exception:  # the many ways in which it is no Exif
        return 0
    return side if isinstance(side, int) and 1 <= side <= 8 else 0


def _said(side: int) -> bytes:
    if side == 1:
        return b""
    told = Image.Exif()
    told[SIDE_UP] = side
    data = told.tobytes()
    return bytes((0xFF, EXIF)) + (len(data) + 2).to_bytes(2, "big") + data
