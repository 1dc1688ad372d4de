"""What moves goes on moving after the gate, and says nothing of where it came from."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from cop_portal.foundation import animations
from cop_portal.foundation.uploads import check_upload, has_secrets, portrait

SECRET = b"51.5074N-0.1278W"
COLOURS = ((250, 0, 0), (0, 250, 0), (0, 0, 250))


def film(form: str, *, mode: str = "RGB", size: tuple[int, int] = (40, 30), count: int = 3) -> bytes:
    """A square of another colour in each frame, on what shows through or on white."""
    frames = []
    for number in range(count):
        frame = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else "white")
        frame.paste(COLOURS[number % 3], (5 * (number % 6), 5, 5 * (number % 6) + 5, 10))
        frames.append(frame)
    told: dict[str, Any] = {"exif": b"Exif\x00\x00" + SECRET, "xmp": SECRET, "icc_profile": SECRET * 20}
    if form == "GIF":
        told = {"comment": SECRET, "disposal": 2 if mode == "RGBA" else 0}
    elif form == "PNG":
        said = PngImagePlugin.PngInfo()
        said.add_text("Comment", SECRET)
        told = {**told, "pnginfo": said}
    out = io.BytesIO()
    pauses = [90 + 10 * number for number in range(count)]
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=pauses, loop=2, **told)
    return out.getvalue()


def shown(content: bytes) -> tuple[list[Any], list[int], int]:
    """Where the squares are and what lies beside them, how long each frame stands, how often it runs."""
    seen, pauses = [], []
    with Image.open(io.BytesIO(content)) as picture:
        for number in range(picture.n_frames):  # type: ignore[attr-defined]
            picture.seek(number)
            picture.load()
            frame = picture.convert("RGBA")
            at = [frame.getpixel((5 * place + 2, 7)) for place in (0, 1, 2, 5)]
            seen.append([tuple(round(value / 50) for value in pixel if pixel[3]) for pixel in at])  # type: ignore[index, union-attr]
            pauses.append(picture.info["duration"])
        return seen, pauses, picture.info["loop"]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_all_frames_stay_with_their_pauses_and_nothing_else_does(form: str, mode: str) -> None:
    came = film(form, mode=mode)
    assert SECRET in came

    file = check_upload(f"film.{form.lower()}", came + b"<script>alert(1)</script>")

    kept = file.content.read()
    assert shown(kept) == shown(came)
    assert len(shown(kept)[0]) == 3
    assert SECRET not in kept
    assert b"<script>" not in kept
    assert not has_secrets(kept)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_what_moves_and_is_large_becomes_smaller_and_moves(form: str) -> None:
    kept = check_upload("film", film(form, size=(2600, 60))).content.read()

    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size[0] == 2400
        assert picture.n_frames == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
@pytest.mark.parametrize("limit", ["MOST_FRAMES", "MOST_PIXELS"])
def test_what_moves_for_too_long_is_refused_in_words_and_its_first_frame_is_still_a_portrait(
    form: str, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = {"MOST_FRAMES": 3, "MOST_PIXELS": 3 * 40 * 30}[limit]
    monkeypatch.setattr(animations, limit, fits)
    assert len(shown(check_upload("film", film(form)).content.read())[0]) == 3
    monkeypatch.setattr(animations, limit, fits - 1)

    with pytest.raises(ValidationError, match=r"“film\.gif” moves for too long"):
        check_upload("film.gif", film(form))
    assert portrait("film.gif", film(form)).size


def test_what_stands_still_and_what_is_broken_do_not_move() -> None:
    with Image.open(io.BytesIO(film("GIF", count=1))) as picture:
        assert not animations.moves(picture)
    with pytest.raises(ValidationError, match="not a picture"):
        check_upload("film.webp", film("WEBP")[:200])


def test_frames_that_are_the_same_stand_together_for_as_long_as_can_be_said() -> None:
    """Twenty times a minute in one frame was more than a GIF has room for: an error, not a sentence."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue") * 10]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=60_000)
    alike = out.getvalue().replace(bytes((0, 0, 255)), bytes((255, 0, 0)))

    kept = check_upload("slow.gif", alike).content.read()

    with Image.open(io.BytesIO(alike)) as came, Image.open(io.BytesIO(kept)) as picture:
        assert picture.convert("RGB").tobytes() == came.convert("RGB").tobytes()
        assert picture.info.get("duration", 0) <= 655_350


@pytest.mark.parametrize("frames", [1, 3])
def test_what_a_png_shows_to_who_cannot_let_it_move_is_none_of_its_frames(frames: int) -> None:
    out = io.BytesIO()
    moving = [Image.new("RGBA", (6, 6), colour) for colour in COLOURS[:frames]]
    Image.new("RGBA", (6, 6), "black").save(
        out, "PNG", save_all=True, append_images=moving, default_image=True, duration=[80] * frames
    )

    kept = check_upload("film.png", out.getvalue()).content.read()

    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.getpixel((0, 0)) == (0, 0, 0)
        assert picture.n_frames == frames + 1  # type: ignore[attr-defined]
        for number in range(frames):
            picture.seek(number + 1)
            assert picture.getpixel((0, 0)) == COLOURS[number]
            assert picture.info["duration"] == 80


def test_a_png_moves_on_wherever_its_file_says_that_it_moves() -> None:
    """What is told of it behind a long note was not seen, and its first frame was all that stayed."""
    came = film("PNG")
    at = came.index(b"acTL") - 4
    words = b"tEXtnote\x00" + b"x" * 9000
    note = struct.pack(">I", len(words) - 4) + words + struct.pack(">I", zlib.crc32(words))

    kept = check_upload("film.png", came[:at] + note + came[at:]).content.read()

    assert shown(kept) == shown(came)
    assert b"xxxx" not in kept


def test_a_png_that_moves_and_is_broken_is_refused_in_words_or_drawn() -> None:
    came, dice, said = film("PNG"), random.Random(5), set()
    for _round in range(200):
        broken = bytearray(came)
        for _place in range(3):
            broken[dice.randrange(8, len(broken))] = dice.randrange(256)
        try:
            check_upload("film.png", bytes(broken[: dice.randrange(60, len(broken) + 1)]))
        except ValidationError as refusal:
            said.update(refusal.messages)
    assert said == {"“film.png” is not a picture that can be read."}
