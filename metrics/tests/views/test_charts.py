"""Pictures of numbers stay inside their frame, for any numbers."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from metrics.views import charts

POINTS = st.lists(st.floats(0, 1e7), min_size=2, max_size=30).map(
    lambda values: [
        (datetime.date(2020, 1, 1) + datetime.timedelta(days=28 * n), v) for n, v in enumerate(values)
    ]
)


@given(POINTS)
def test_a_line_stays_between_its_axes(points: list[charts.Point]) -> None:
    drawn = charts.line(points)

    assert drawn is not None
    for pair in drawn.polyline.split():
        x, y = map(float, pair.split(","))
        assert charts.LEFT <= x <= charts.RIGHT + 0.1
        assert charts.TOP - 0.1 <= y <= charts.BOTTOM


def test_one_point_is_no_line_and_nothing_no_bars() -> None:
    assert charts.line([(datetime.date(2020, 1, 1), 3.0)]) is None
    assert charts.bars([]) == []


def test_the_highest_bar_fills_at_most_the_height() -> None:
    years = [
        (datetime.date(year, 12, 31), value) for year, value in ((2004, 130.0), (2005, 390.0), (2006, 0.0))
    ]

    drawn = charts.bars(years)

    assert max(bar.height for bar in drawn) <= charts.BOTTOM - charts.TOP
    assert [bar.label for bar in drawn] == ["2004", "2005", "2006"]
