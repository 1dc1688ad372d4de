"""Booklets: a paper of many parts, with a title page, contents, running heads and pictures."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from fpdf.enums import Align, XPos, YPos
from PIL import Image, UnidentifiedImageError

from cop_portal.foundation.pdf import (
    FAINT,
    INK,
    LINE,
    MARGIN,
    POINT,
    Paper,
    _rgb,
    _runs_right_to_left,
    _Sheet,
    emblem_svg,
)
from cop_portal.foundation.text import clean

# Letters of the contents that a line holds.
LETTERS = 56
# A part that finds less room than this begins on the next page.
ROOM = 90.0
TALLEST = 110.0


@dataclass
class Picture:
    """Its bytes are no part of how it is written down."""

    data: bytes = field(repr=False)


@dataclass
class Booklet(Paper):
    """A Paper in chapters. `kicker` names the issue, `lede` says what is in it, `by` who made it."""

    lede: str = ""
    by: str = ""

    def chapter(self, title: str) -> None:
        """A part of the booklet; it begins on a page of its own."""
        self.blocks.append(("chapter", clean(title)))

    def article(self, title: str, *, kicker: str = "", lede: str = "", by: str = "") -> None:
        """A text of its own within a chapter, with what it is and by whom."""
        self.blocks.append(("article", clean(title), clean(kicker), clean(lede), clean(by)))

    def points(self, points: Sequence[str], *, numbered: bool = False) -> None:
        self.blocks.append(("points", tuple(clean(point) for point in points), numbered))

    def quote(self, text: str, who: str = "") -> None:
        self.blocks.append(("quote", clean(text), clean(who)))

    def figure(self, data: bytes, *, alternative: str = "", caption: str = "") -> None:
        self.blocks.append(("figure", Picture(data), clean(alternative), clean(caption)))

    def address(self, title: str, url: str, note: str = "") -> None:
        """What is elsewhere, with its address in full: on paper there is nothing to press."""
        self.blocks.append(("address", clean(title), clean(url), clean(note)))

    def bars(self, rows: Sequence[tuple[str, str, float]]) -> None:
        """A label, the value in words and the value, one bar below the other."""
        self.blocks.append(("bars", tuple((clean(a), clean(b), value) for a, b, value in rows)))

    def as_bytes(self) -> bytes:
        """The PDF, set anew: whoever asks keeps it.

        Contents that need more than a page are known to do so only when they are written: it is set again then.
        """
        sheet = self._set(1)
        made = sheet.output()
        if sheet.more_contents:
            made = self._set(1 + sheet.more_contents).output()
        return bytes(made)

    def _set(self, contents: int) -> _Book:
        sheet = _Book(self)
        sheet.title_page()
        if sum(block[0] in ("chapter", "article") for block in self.blocks) > 1:
            sheet.contents(contents)
        else:
            sheet.add_page()
            sheet.is_blank = True
        for kind, *matter in self.blocks:
            getattr(sheet, f"set_{kind}")(*matter)
            sheet.fresh, sheet.is_blank = kind == "chapter", False
        return sheet


class _Book(_Sheet):
    """The booklet's pages."""

    paper: Booklet

    def __init__(self, paper: Booklet) -> None:
        super().__init__(paper)
        self.running = ""
        self.in_chapter = False
        # Whether the page bears nothing yet, and whether a chapter has just begun on it.
        self.is_blank = False
        self.fresh = False
        self.more_contents = 0

    @property
    def turned(self) -> bool:
        return self.paper.right_to_left

    def header(self) -> None:
        """The booklet's title on the inner side, the chapter on the other."""
        if self.page_no() == 1:
            return
        words = " · ".join(part for part in (self.paper.title, self.paper.kicker) if part)
        self._head(words, at_start=True)
        self._head(self.running, at_start=False)
        self.set_draw_color(*LINE)
        self.line(MARGIN, 18, self.w - MARGIN, 18)
        self.set_xy(MARGIN, MARGIN + 2)

    def _head(self, text: str, *, at_start: bool) -> None:
        """One of the two running heads; the text goes on where it was."""
        if not text:
            return
        half, x, y = self.epw / 2, self.get_x(), self.get_y()
        self.choose(self.turned, size=8, colour=FAINT)
        left = at_start != self.turned
        self.set_xy(MARGIN if left else MARGIN + half, 11)
        fitted = self._fitted(self.settable(text), half - 2)
        self.cell(half, 5, fitted, align=Align.L if left else Align.R)
        self.set_xy(x, y)

    def footer(self) -> None:
        if self.page_no() > 1:
            super().footer()

    def _fitted(self, text: str, width: float) -> str:
        while text and self.get_string_width(text) > width:
            text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
        return text

    def title_page(self) -> None:
        paper, colour = self.paper, _rgb(self.paper.colour)
        self.add_page()
        self.set_fill_color(*colour)
        self.rect(0, 0, self.w, 14, style="F")
        self.set_fill_color(255)
        side, top = 30.0, 42.0
        at = self.w - MARGIN - side if self.turned else MARGIN
        self.image(io.BytesIO(paper.picture or emblem_svg(paper.weave, paper.colour)), at, top, side, side)
        self.set_xy(MARGIN, top + side + 14)
        self.put(paper.community, size=13, bold=True, colour=colour, after=3, with_page=True)
        self.put(paper.title, size=30, bold=True, after=3, with_page=True)
        if paper.kicker:
            self.put(paper.kicker, size=12, colour=FAINT, after=5, with_page=True)
        self.set_draw_color(*colour)
        self.set_line_width(0.8)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.set_line_width(0.2)
        self.ln(7)
        if paper.lede:
            self.put(paper.lede, size=13, after=8, with_page=True)
        if paper.by:
            self.put(paper.by, size=10.5, colour=FAINT, with_page=True)

    def contents(self, pages: int) -> None:
        """Room for the contents; they are written when all page numbers are known."""
        self.add_page()
        self.put(_("Contents"), size=19, bold=True, colour=_rgb(self.paper.colour), after=5, with_page=True)
        self.insert_toc_placeholder(_write_contents, pages=pages, allow_extra_pages=pages == 1)
        self.is_blank = True

    def entry(self, title: str, page: int, level: int) -> None:
        """A line of the contents, with its page on the far side."""
        link = self.add_link(page=page)
        # On the page's side, in its own direction: the sign at its end stays there.
        turned = _runs_right_to_left(self.settable(title), self.turned)
        self.choose(turned, size=11, bold=level == 0, colour=INK)
        text, inset, number = self.settable(title), 6.0 * level, 14.0
        top, height = self.get_y(), 11 * POINT * 1.6
        if top + height * (1 + len(title) // LETTERS) > self.page_break_trigger:
            self.add_page()
            self.more_contents += 1
            self.set_xy(MARGIN, MARGIN + 2)
            top = self.get_y()
        width = self.epw - number - inset
        self.set_xy(MARGIN + (number if self.turned else inset), top)
        self.multi_cell(
            width, height, text, align=Align.R if self.turned else Align.L, link=link,
            new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip
        below = self.get_y()
        self.choose(False, size=11, bold=level == 0, colour=FAINT)
        self.set_xy(MARGIN if self.turned else self.w - MARGIN - number, below - height)
        self.cell(number, height, str(page), align=Align.L if self.turned else Align.R, link=link)
        self.set_xy(MARGIN, below + 1.2)

    def set_chapter(self, title: str) -> None:
        self.running = title
        if self.is_blank:
            self._head(title, at_start=False)
        else:
            self.add_page()
        self.start_section(title)
        self.in_chapter = True
        self.put(title, size=22, bold=True, colour=_rgb(self.paper.colour), after=2, with_page=True)
        self.set_draw_color(*_rgb(self.paper.colour))
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.ln(5)

    def set_article(self, title: str, kicker: str, lede: str, by: str) -> None:
        if not self.in_chapter:
            self.running = title
        if self.is_blank:
            self._head(self.running, at_start=False)
        elif self.will_page_break(ROOM):
            self.add_page()
        elif not self.fresh:
            self.ln(6)
        self.start_section(title, level=int(self.in_chapter))
        if kicker:
            self.put(kicker, size=9, colour=FAINT, with_page=True)
        self.put(title, size=16, bold=True, after=1)
        if lede:
            self.put(lede, size=11.5, colour=FAINT, after=1)
        if by:
            self.put(by, size=9, bold=True, colour=_rgb(self.paper.colour), with_page=True)
        self.ln(3)

    def set_heading(self, text: str) -> None:
        if self.will_page_break(24):
            self.add_page()
        self.ln(1)
        self.put(text, size=12, bold=True, colour=_rgb(self.paper.colour), after=1)

    def set_points(self, points: tuple[str, ...], numbered: bool) -> None:
        keep = self.l_margin, self.r_margin
        for number, point in enumerate(points, start=1):
            sign = f"{number}." if numbered else "•"
            right = _runs_right_to_left(point, self.turned)
            self.choose(False, size=10.5, colour=_rgb(self.paper.colour))
            if self.will_page_break(8):
                self.add_page()
            top = self.get_y()
            self.set_xy(self.w - MARGIN - 8 if right else MARGIN, top)
            self.cell(8, 10.5 * POINT * 1.5, sign, align=Align.R if right else Align.L)
            self.set_margins(MARGIN if right else MARGIN + 8, MARGIN, MARGIN + 8 if right else MARGIN)
            self.set_xy(self.l_margin, top)
            for line in point.splitlines():
                self.put(line, size=10.5)
            self.ln(0.8)
            self.l_margin, self.r_margin = keep
            self.set_x(self.l_margin)
        self.ln(2)

    def set_quote(self, text: str, who: str) -> None:
        if self.will_page_break(20):
            self.add_page()
        keep = self.l_margin, self.r_margin
        self.set_margins(MARGIN + 8, MARGIN, MARGIN + 8)
        top, page = self.get_y(), self.page_no()
        self.set_x(self.l_margin)
        for line in re.split(r"\n+", text.strip()):
            self.put(line, size=12, colour=_rgb(self.paper.colour))
        if who:
            self.put(who, size=9, colour=FAINT, with_page=True)
        self.l_margin, self.r_margin = keep
        if page == self.page_no():
            self.set_draw_color(*_rgb(self.paper.colour))
            self.set_line_width(0.8)
            at = self.w - MARGIN - 3 if self.turned else MARGIN + 3
            self.line(at, top, at, self.get_y())
            self.set_line_width(0.2)
        self.set_x(self.l_margin)
        self.ln(4)

    def set_figure(self, picture: Picture, alternative: str, caption: str) -> None:
        try:
            with Image.open(io.BytesIO(picture.data)) as seen:
                wide, high = seen.size
        except (UnidentifiedImageError, OSError):
            self.set_note(caption or alternative)
            return
        scale = min(self.epw / wide, TALLEST / high, 25.4 / 96)
        width, height = wide * scale, high * scale
        if self.will_page_break(height + 12):
            self.add_page()
        top = self.get_y()
        self.image(
            io.BytesIO(picture.data), MARGIN + (self.epw - width) / 2, top, width, height, alt_text=alternative or None
        )  # fmt: skip
        self.set_xy(MARGIN, top + height + 2)
        if caption:
            self.put(caption, size=9, colour=FAINT, with_page=True)
        self.ln(3)

    def set_address(self, title: str, url: str, note: str) -> None:
        if self.will_page_break(18):
            self.add_page()
        self.put(title, size=10.5, bold=True)
        if note:
            self.put(note, size=9, colour=FAINT)
        self.put(url, size=9, colour=_rgb(self.paper.colour), with_page=True, link=url)
        self.ln(2.5)

    def set_bars(self, rows: tuple[tuple[str, str, float], ...]) -> None:
        most = max((abs(value) for _label, _said, value in rows), default=0) or 1
        label, said, height = 34.0, 26.0, 6.0
        room = self.epw - label - said - 4
        if self.will_page_break(height * len(rows) + 4):
            self.add_page()
        for name, words, value in rows:
            top, long = self.get_y(), max(0.4, room * abs(value) / most)
            places = (MARGIN, MARGIN + label + 2, MARGIN + label + room + 4)
            if self.turned:
                places = (self.w - MARGIN - label, self.w - MARGIN - label - 2 - long, MARGIN)
            for text, at, width in ((name, places[0], label), (words, places[2], said)):
                self.choose(self.turned, size=9, colour=INK)
                self.set_xy(at, top)
                side = (at == places[0]) != self.turned
                self.cell(width, height, self.settable(text), align=Align.L if side else Align.R)
            self.set_fill_color(*_rgb(self.paper.colour))
            self.rect(places[1], top + 1.4, long, height - 2.8, style="F")
            self.set_xy(MARGIN, top + height)
        self.set_fill_color(255)
        self.ln(4)


def _write_contents(sheet: Any, outline: list[Any]) -> None:
    for section in outline:
        sheet.entry(section.name, section.page_number, section.level)
