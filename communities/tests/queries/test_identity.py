"""How a community's colour reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from communities.enums import HUES, Accent
from communities.queries import identity
from cop_portal.foundation.ui.colours import to_hex

TOKENS = Path(settings.BASE_DIR) / "static" / "css" / "tokens"


@pytest.mark.parametrize("accent", Accent.values)
def test_every_colour_reads_everywhere(accent: str) -> None:
    found = identity.readings(accent)

    assert len(found) == 6
    assert all(reading.is_readable for reading in found)
    assert min(reading.ratio for reading in found) > 6


def test_the_numbers_are_those_of_the_style_sheet() -> None:
    css = (TOKENS / "accent.css").read_text()
    hues = dict(re.findall(r'data-accent="(\w+)"\] { --hue: (\d+)', css))
    assert {name: int(hue) for name, hue in hues.items()} == {str(name): hue for name, hue in HUES.items()}

    def parts(name: str) -> list[tuple[float, float]]:
        found = re.findall(rf"--{name}: oklch\(([.\d]+) ([.\d]+) var", css)
        return [(float(lightness), float(chroma)) for lightness, chroma in found]

    assert parts("accent") == [identity.INK, identity.DARK_INK]
    assert parts("accent-tint") == [identity.TINT, identity.DARK_TINT]
    assert parts("on-accent") == [identity.ON_DARK_INK]
    papers = re.findall(r"--paper: (#\w{6})", (TOKENS / "colour.css").read_text())
    assert papers == [to_hex(identity.PAPER), to_hex(identity.DARK_PAPER)]


@pytest.mark.parametrize(
    ("colour", "readable", "nearest"),
    [
        ("#ffcc00", False, "ochre"),
        ("#1cabe2", False, "sea"),
        ("#004400", True, "leaf"),
        ("#660022", True, "madder"),
    ],
)
def test_a_colour_of_ones_own_is_measured_and_its_neighbour_named(
    colour: str, readable: bool, nearest: str
) -> None:
    found = identity.wish(colour)

    assert (found.is_readable, found.nearest) == (readable, nearest)


def test_letters_carry_the_same_colour() -> None:
    css = (TOKENS.parent / "email.css").read_text()
    bands = dict(re.findall(r"\.accent-(\w+) { border-top: 4px solid (#\w{6}); }", css))

    assert bands == {accent: identity.in_mails(accent) for accent in Accent.values}
