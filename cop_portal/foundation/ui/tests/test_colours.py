"""Colours as numbers, against values that others published."""

from __future__ import annotations

import pytest

from cop_portal.foundation.ui.colours import contrast, from_hex, hue_of, oklch, to_hex


def test_black_on_white_is_21_and_the_order_does_not_matter() -> None:
    black, white = from_hex("#000000"), from_hex("#ffffff")
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(white, from_hex("#767676")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ((1, 0, 0), "#ffffff"),
        ((0.62796, 0.25768, 29.234), "#ff0000"),
        ((0.45201, 0.31321, 264.052), "#0000ff"),
    ],
)
def test_oklch_is_converted_as_css_does(values: tuple[float, float, float], wanted: str) -> None:
    assert to_hex(oklch(*values)) == wanted


@pytest.mark.parametrize(("colour", "hue"), [("#ff0000", 29.2), ("#00ff00", 142.5), ("#0000ff", 264.1)])
def test_a_colour_has_its_hue(colour: str, hue: float) -> None:
    assert hue_of(from_hex(colour)) == pytest.approx(hue, abs=0.1)


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        from_hex(text)
