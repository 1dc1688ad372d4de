"""Pictures that move, drawn anew frame by frame: of the file that came nothing but the frames and their pauses is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image

from cop_portal.foundation.colours import in_srgb

KINDS = ("GIF", "PNG", "WEBP")
# What is drawn of it, all frames together: ten seconds of 500 × 300 pixels, as they come in letters.
MOST_FRAMES, MOST_PIXELS = 600, 20_000_000
# Frames that are the same are written as one, with their pauses together; a GIF can say no more than eleven minutes.
LONGEST_PAUSE, LONGEST_AT_ALL = 60_000, 600_000


class TooLong(ValueError):
    """It has more frames, or more pixels in all of them, than are drawn here."""


def moves(picture: Image.Image) -> bool:
    return picture.format in KINDS and bool(getattr(picture, "is_animated", False))


def drawn_anew(picture: Image.Image, *, longest: int | None) -> bytes:
    """The same movement and nothing else. Raises TooLong before more is drawn than there is room for."""
    pauses, has_gaps = _measured(picture)
    frames = _Frames(picture, len(pauses), "RGBA" if has_gaps else "RGB", longest)
    how: dict[str, Any] = {"duration": pauses}
    if "loop" in picture.info:
        how["loop"] = picture.info["loop"]
    if picture.format == "GIF":
        # What shows through has to be wiped between two frames; else only what changed is kept.
        how["disposal"] = 2 if has_gaps else 1
    if picture.info.get("default_image"):
        # A PNG may begin with a picture for who cannot let it move: that is none of its frames.
        how |= {"default_image": True, "duration": pauses[1:]}
    out = io.BytesIO()
    frames.at(0).save(out, picture.format, save_all=True, append_images=frames, **how)
    return out.getvalue()


def _measured(picture: Image.Image) -> tuple[list[int], bool]:
    """How long each frame stands, and whether anything shows through in one of them."""
    pauses: list[int] = []
    has_gaps = False
    while True:
        try:
            picture.seek(len(pauses))
        except EOFError:
            return _bounded(pauses), has_gaps
        many = len(pauses) + 1
        if many > MOST_FRAMES or many * picture.width * picture.height > MOST_PIXELS:
            raise TooLong
        picture.load()
        pause = picture.info.get("duration", 0)
        pauses.append(min(max(int(pause), 0), LONGEST_PAUSE))
        has_gaps = has_gaps or _has_gaps(picture)


def _bounded(pauses: list[int]) -> list[int]:
    if sum(pauses) <= LONGEST_AT_ALL:
        return pauses
    return [min(pause, LONGEST_AT_ALL // len(pauses)) for pause in pauses]


def _has_gaps(picture: Image.Image) -> bool:
    if picture.mode != "RGBA" and "transparency" not in picture.info:
        return False
    least, _most = picture.convert("RGBA").getchannel("A").getextrema()
    return bool(least < 255)  # type: ignore[operator]


@dataclass(frozen=True)
class _Frames:
    """All but the first, one after the other, so that one of them at a time is held in all its colours.

    As often as they are asked for: who writes a PNG looks at all of them before.
    """

    picture: Image.Image
    count: int
    mode: str
    longest: int | None

    def __iter__(self) -> Iterator[Image.Image]:
        return (self.at(number) for number in range(1, self.count))

    def at(self, number: int) -> Image.Image:
        self.picture.seek(number)
        profile = self.picture.info.get("icc_profile")
        frame = self.picture.convert(self.mode)
        if self.longest is not None:
            frame.thumbnail((self.longest, self.longest))
        frame = in_srgb(frame, profile)
        frame.info.clear()
        return frame
