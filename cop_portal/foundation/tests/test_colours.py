"""A picture looks as it was meant when what says how it was meant is gone."""

from __future__ import annotations

import functools
import io

import pytest
from PIL import Image, ImageCms

from cop_portal.foundation.colours import in_srgb
from cop_portal.foundation.uploads import check_upload

GREEN = (60, 200, 60)


@functools.cache
def wide() -> bytes:
    """A profile whose red and blue are swapped: nobody can overlook whether it was asked."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    for number in range(count):
        at = 132 + 12 * number
        name = bytes(profile[at : at + 4])
        if name in (b"rXYZ", b"bXYZ"):
            profile[at : at + 4] = b"bXYZ" if name == b"rXYZ" else b"rXYZ"
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "Wide".encode("utf-16-be"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colours_are_worked_out_and_the_profile_goes(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (200, 20, 20)).save(out, kind, icc_profile=wide(), quality=100)

    kept = check_upload("x", out.getvalue()).content.read()

    with Image.open(io.BytesIO(kept)) as shown:
        assert "icc_profile" not in shown.info
        red, _green, blue = shown.convert("RGB").getpixel((8, 8))  # type: ignore[misc]
    assert blue > 150 > 100 > red


def test_what_is_usual_already_or_no_profile_changes_no_pixel() -> None:
    plain = Image.new("RGB", (4, 4), GREEN)
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (None, b"", b"51.5074N" * 20, wide()[:300], b"\x00" * 3_000_000, usual):
        assert in_srgb(plain, profile) is plain
    grey = Image.new("L", (4, 4), 7)
    assert in_srgb(grey, wide()) is grey


def test_what_shows_through_goes_on_doing_so() -> None:
    found = in_srgb(Image.new("RGBA", (4, 4), (200, 20, 20, 77)), wide())

    assert (found.mode, found.getpixel((1, 1))[3]) == ("RGBA", 77)  # type: ignore[index]
