"""Numbers as pictures: plain SVG, drawn on the server, styled by the look's own classes."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

from django.utils.formats import date_format, number_format

WIDTH, HEIGHT = 440, 210
LEFT, RIGHT, TOP, BOTTOM = 44, 426, 14, 184
SMALLEST = 1e-6  # below, a figure is drawn as none
Point = tuple[datetime.date, float]


@dataclass
class Mark:
    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass
class Line:
    """A line over time with a few grid lines."""

    polyline: str
    area: str
    grid: list[Mark]
    labels: list[Mark]
    last: Mark
    spark: str
    spark_x: float
    spark_y: float


@dataclass
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str
    value: str


def _top(points: list[Point]) -> float:
    """A round number that nothing exceeds."""
    most = max((value for _day, value in points), default=0)
    if most < SMALLEST:
        return 1
    size = 10 ** math.floor(math.log10(most))
    return next(size * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if size * step >= most * (1 - 1e-9))


def line(points: list[Point], *, unit: str = "") -> Line | None:
    """Two points or more as a line; none for fewer."""
    if len(points) < 2:
        return None
    top = _top(points)
    step = (RIGHT - LEFT) / (len(points) - 1)
    drawn = [
        (round(LEFT + step * index, 1), round(BOTTOM - (BOTTOM - TOP) * value / top, 1))
        for index, (_day, value) in enumerate(points)
    ]
    text = " ".join(f"{x},{y}" for x, y in drawn)
    grid = [
        Mark(LEFT - 6, round(BOTTOM - (BOTTOM - TOP) * share, 1), _label(top * share, unit), "end")
        for share in (0, 1 / 3, 2 / 3, 1)
    ]
    shown = sorted({0, len(points) // 2, len(points) - 1})
    labels = [
        Mark(
            drawn[index][0],
            HEIGHT - 6,
            date_format(points[index][0], "M Y"),
            "start" if index == 0 else "end" if index == len(points) - 1 else "middle",
        )
        for index in shown
    ]
    last = Mark(drawn[-1][0], drawn[-1][1], _label(points[-1][1], unit), "end")
    small = [
        (round(3 + 90 * index / (len(points) - 1), 1), round(24 - 20 * value / top, 1))
        for index, (_day, value) in enumerate(points)
    ]
    return Line(
        text,
        f"M{drawn[0][0]} {BOTTOM}L" + "L".join(f"{x} {y}" for x, y in drawn) + f"V{BOTTOM}Z",
        grid,
        labels,
        last,
        " ".join(f"{x},{y}" for x, y in small),
        *small[-1],
    )


def bars(points: list[Point]) -> list[Bar]:
    """One bar for each year."""
    if not points:
        return []
    top = _top(points)
    width = (RIGHT - LEFT) / len(points)
    result = []
    for index, (day, value) in enumerate(points):
        height = round((BOTTOM - TOP) * value / top, 1)
        every = max(len(points) // 8, 1)
        result.append(
            Bar(
                round(LEFT + width * index + width * 0.12, 1),
                round(BOTTOM - height, 1),
                round(width * 0.76, 1),
                height,
                str(day.year) if index % every == 0 or index == len(points) - 1 else "",
                number_format(round(value), force_grouping=True),
            )
        )
    return result


def _label(value: float, unit: str) -> str:
    digits = 0 if value >= 10 or value == int(value) else 1 if value >= 1 else 2
    return f"{number_format(round(value, digits), digits, force_grouping=True)}{unit}"
