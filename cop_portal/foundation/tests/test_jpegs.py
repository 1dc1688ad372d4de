"""A JPEG that is too large to be drawn anew loses what stands beside its picture, and no pixel."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from PIL import Image, ImageCms

from cop_portal.foundation.jpegs import without_notes

SECRET = b"51.5074N-0.1278W"


def photo(side: int = 6, **more: Any) -> bytes:
    told = Image.Exif()
    told[0x010F], told[0x0112] = SECRET.decode(), side
    told.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 29: SECRET.decode()})
    out = io.BytesIO()
    Image.effect_noise((64, 48), 90).convert("RGB").save(
        out, "JPEG", exif=told, comment=SECRET, xmp=SECRET,
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), **more,
    )  # fmt: skip
    return out.getvalue()


@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"restart_marker_blocks": 2}])
@pytest.mark.parametrize("side", [1, 6])
def test_place_and_words_go_and_every_pixel_stays(side: int, how: dict[str, Any]) -> None:
    came = photo(side, **how)
    hidden = came + b"<script>" + photo()  # another picture, behind the end

    kept = without_notes(hidden)

    assert SECRET in came
    for trace in (SECRET, b"<script>", b"http://ns.adobe.com"):
        assert trace not in kept
    with Image.open(io.BytesIO(came)) as before, Image.open(io.BytesIO(kept)) as after:
        assert after.tobytes() == before.tobytes()
        assert after.info["icc_profile"] == before.info["icc_profile"]
        assert dict(after.getexif()) == ({0x0112: 6} if side == 6 else {})
    assert without_notes(kept) == kept


def test_a_second_picture_and_a_small_one_within_go() -> None:
    two = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(
        two, "MPO", save_all=True, append_images=[Image.new("RGB", (4, 3))]
    )
    small = b"\xff\xe0" + (len(SECRET) + 7).to_bytes(2, "big") + b"JFXX\x00" + SECRET
    came = two.getvalue()

    kept = without_notes(came[:2] + small + came[2:])

    assert b"MPF\x00" not in kept
    assert SECRET not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (40, 30))


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1", photo()[:100], b"\xff\xd8\xff\xfe\x00\x00", b"GIF89a", b"\xff\xd8words"]
)  # fmt: skip
def test_what_is_no_jpeg_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a JPEG|cut off|nothing is in it|no part of it"):
        without_notes(content)


def test_a_picture_that_ends_too_soon_loses_its_words_all_the_same() -> None:
    came = photo()

    assert SECRET not in without_notes(came[: len(came) * 2 // 3])


def test_what_a_scan_holds_takes_no_longer_than_it_is_long() -> None:
    """A row of marks was gone through once from each of them: a megabyte of them took hours."""
    came = photo()
    scan = came.index(b"\xff\xda")
    marks = b"\xff" * 300_000 + b"\x00"
    began = time.process_time()

    kept = without_notes(came[: scan + 14] + marks + came[scan + 14 :])

    assert marks in kept
    assert SECRET not in kept
    assert time.process_time() - began < 5


def test_of_a_picture_with_something_between_its_parts_nothing_is_lost_unsaid() -> None:
    came = photo(progressive=True)
    mark = came.rindex(b"\xff\xc4")
    end = mark + 2 + int.from_bytes(came[mark + 2 : mark + 4], "big")

    with pytest.raises(ValueError, match="no part of it"):
        without_notes(came[:end] + b"\x00" + came[end:])
