"""How a community's colour reads: measured, not judged by taste."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.enums import HUES, Accent
from cop_portal.foundation.ui.colours import READABLE, Rgb, contrast, from_hex, hue_of, oklch, to_hex

PAPER, DARK_PAPER, WHITE = from_hex("#fbfaf7"), from_hex("#161816"), from_hex("#ffffff")
# Lightness and chroma of each part, as in static/css/tokens/accent.css.
INK, TINT = (0.43, 0.105), (0.965, 0.013)
DARK_INK, DARK_TINT, ON_DARK_INK = (0.81, 0.075), (0.255, 0.02), (0.19, 0.02)


@dataclass(frozen=True)
class Reading:
    """One pair of colours and its contrast ratio."""

    label: str | Promise
    ratio: float

    @property
    def is_readable(self) -> bool:
        return self.ratio >= READABLE


def readings(accent: str) -> list[Reading]:
    """Every pair in which the colour is read, on light pages and on dark ones."""
    hue = HUES[Accent(accent)]
    ink, dark = oklch(*INK, hue), oklch(*DARK_INK, hue)
    return [
        Reading(_("links on the page"), contrast(ink, PAPER)),
        Reading(_("text on its own tint"), contrast(ink, oklch(*TINT, hue))),
        Reading(_("words on a button"), contrast(WHITE, ink)),
        Reading(_("links on a dark page"), contrast(dark, DARK_PAPER)),
        Reading(_("text on its dark tint"), contrast(dark, oklch(*DARK_TINT, hue))),
        Reading(_("words on a button, dark"), contrast(oklch(*ON_DARK_INK, hue), dark)),
    ]


def in_mails(accent: str) -> str:
    """The colour as mail programs understand it."""
    return to_hex(oklch(*INK, HUES[Accent(accent)]))


@dataclass(frozen=True)
class Shown:
    """What a preview shows: typed and not saved."""

    name: str
    tagline: str
    audience: str
    accent: str
    weave: str
    picture: str = ""

    def emblem_address(self, *, small: bool = False) -> str:
        return self.picture


@dataclass(frozen=True)
class Wish:
    """A colour somebody has in mind: how it would read, and what is nearest to it here."""

    colour: str
    ratio: float
    nearest: Accent

    @property
    def is_readable(self) -> bool:
        return self.ratio >= READABLE


def wish(text: str) -> Wish:
    """Measure a colour of one's own. Raises ValueError for what is none."""
    colour: Rgb = from_hex(text)
    hue = hue_of(colour)

    def away(accent: Accent) -> float:
        return min(abs(HUES[accent] - hue), 360 - abs(HUES[accent] - hue))

    return Wish(text.lower(), contrast(colour, PAPER), min(HUES, key=away))
