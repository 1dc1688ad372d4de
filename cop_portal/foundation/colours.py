"""The colours of a picture as every screen understands them: what says how they are meant falls away with the rest."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

# A profile for print is half a megabyte; what is larger is none.
MOST_BYTES = 2_000_000
MODES = ("RGB", "RGBA", "CMYK")


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture with its colours worked out by its profile. What is no profile for it changes nothing."""
    if not profile or len(profile) > MOST_BYTES or picture.mode not in MODES:
        return picture
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(meant).lower():
            return picture
        mode = "RGB" if picture.mode == "CMYK" else picture.mode
        found = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return found or picture
