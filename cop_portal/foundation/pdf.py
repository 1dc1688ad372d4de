"""Papers: a text set as PDF, in any of the portal's scripts and both directions.

A Paper is filled from above (headings, text, tables) and set at the end, when it is known which
fonts it needs. The same content is set once and kept for a while.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, WrapMode, XPos, YPos
from fpdf.fonts import FontFace

from cop_portal.foundation.text import clean

FONTS = Path(__file__).parent / "fonts"
BODY, ARABIC, CHINESE = "Body", "Arabic", "Chinese"
FILES = {
    BODY: ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ARABIC: ("NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf"),
    CHINESE: ("NotoSansSC-Regular.ttf",),
}
IS_ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
IS_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
STRONG = re.compile(r"[^\W\d_]")
INK, FAINT, LINE = (26, 28, 26), (95, 99, 95), (200, 200, 196)
# Stands for a letter of a script that no font here has.
UNKNOWN = "\ufffd"
MARGIN, POINT = 22.0, 25.4 / 72
# How long a paper that was set is kept, in seconds; its key is all that stands in it.
KEPT = 3600


@dataclass
class Paper:
    """A document in the making. Labels are in the reader's language, which also turns the page."""

    title: str
    community: str = ""
    kicker: str = ""
    colour: str = "#1f4d7a"
    weave: str = "plain"
    picture: bytes = b""
    language: str = field(default_factory=lambda: get_language() or settings.LANGUAGE_CODE)
    blocks: list[tuple[Any, ...]] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """A heading; it also stands in the outline that viewers show beside the page."""
        self.blocks.append(("heading", clean(text)))

    def text(self, text: str) -> None:
        """Paragraphs, parted by blank lines; each takes its own direction."""
        self.blocks.append(("text", clean(text)))

    def note(self, text: str) -> None:
        """A small line beside the matter: dates, who, how many."""
        self.blocks.append(("note", clean(text)))

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[int] = ()
    ) -> None:
        """A table whose head stands on each page it runs over."""
        cells = tuple(tuple(clean(str(cell)) for cell in row) for row in (head, *rows))
        self.blocks.append(("table", cells, tuple(widths)))

    def as_bytes(self) -> bytes:
        """The PDF."""
        key = "paper:" + hashlib.sha256(repr((2, self, _("Page %(number)s of %(all)s"))).encode()).hexdigest()
        made = cache.get(key)
        if made is None:
            made = _set(self)
            cache.set(key, made, KEPT)
        return made

    @property
    def right_to_left(self) -> bool:
        return bool(get_language_info(self.language)["bidi"])


def pdf_response(paper: Paper, name: str) -> HttpResponse:
    """The paper as an answer that browsers show, and save under its name."""
    answer = HttpResponse(paper.as_bytes(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _runs_right_to_left(text: str, otherwise: bool) -> bool:
    """As dir="auto" does: the first letter decides."""
    first = STRONG.search(text)
    return bool(RIGHT_TO_LEFT.match(first[0])) if first else otherwise


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=12)
def _weave_paths(weave: str) -> tuple[str, str]:
    """The two threads of a woven emblem, as they are drawn on the screen."""
    sprite = Path(str(finders.find("icons.svg"))).read_text()
    symbol = re.search(rf'<symbol id="w-{re.escape(weave)}".*?</symbol>', sprite, re.S)
    paths = re.findall(r'<path fill="[^"]*" d="([^"]*)"', symbol[0]) if symbol else []
    return (paths[0], paths[1]) if len(paths) == 2 else ("", "")


def emblem_svg(weave: str, colour: str) -> bytes:
    warp, weft = _weave_paths(weave)
    pale = "#" + "".join(f"{round(part + (255 - part) * 0.62):02x}" for part in _rgb(colour))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 50">'
        '<g transform="rotate(45 25 25) translate(7.2 7.2) scale(.712)">'
        f'<path fill="{pale}" d="{warp}"/><path fill="{colour}" d="{weft}"/></g></svg>'
    ).encode()


class _Sheet(FPDF):
    """The paper's pages: its head and foot, and how text is set."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4", unit="mm")
        self.paper = paper
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN)
        self.set_title(paper.title)
        self.set_author(paper.community)
        self.set_lang(paper.language)
        self._fonts_for(repr(paper))

    def _fonts_for(self, text: str) -> None:
        wanted = [BODY]
        if IS_ARABIC.search(text) or self.paper.right_to_left:
            wanted.append(ARABIC)
        if IS_CHINESE.search(text):
            wanted.append(CHINESE)
        for family in wanted:
            for style, name in zip(("", "B"), FILES[family], strict=False):
                self.add_font(family, style, FONTS / name)
        self.families = wanted
        self.known = {code for font in self.fonts.values() for code in getattr(font, "cmap", {})} | {10}

    def settable(self, text: str) -> str:
        """The text with a sign for each letter that no font here has."""
        return "".join(char if ord(char) in self.known else UNKNOWN for char in text)

    def put(
        self,
        text: str,
        *,
        size: float,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
        after: float = 0,
        with_page: bool = False,
        link: str = "",
    ) -> None:
        """A paragraph in its own direction, wrapped at the margins; with_page: on the page's side."""
        text = self.settable(text)
        turned = _runs_right_to_left(text, self.paper.right_to_left)
        right = self.paper.right_to_left if with_page else turned
        self.choose(turned, size=size, bold=bold, colour=colour)
        mostly = len(IS_CHINESE.findall(text)) * 3 > len(text)
        self.multi_cell(
            0,
            size * POINT * 1.5,
            text,
            align=Align.R if right else Align.L,
            wrapmode=WrapMode.CHAR if mostly else WrapMode.WORD,
            link=link,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        if after:
            self.ln(after)

    def choose(
        self, turned: bool, *, size: float, bold: bool = False, colour: tuple[int, int, int] = INK
    ) -> None:
        """Font, colour and direction of what comes next."""
        first = ARABIC if turned and ARABIC in self.families else BODY
        self.set_font(first, "B" if bold else "", size)
        self.set_fallback_fonts([name for name in self.families if name != first], exact_match=False)
        self.set_text_color(*colour)
        self.set_text_shaping(use_shaping_engine=True, direction="rtl" if turned else "ltr")

    def _set_font_for_page(self, font: Any, font_size_pt: float, wrap_in_text_object: bool = True) -> str:
        """fpdf2 2.8 sets the page's font inside a saved state where a line begins with another script;
        it is forgotten when that state ends. Here it is set before."""
        if not wrap_in_text_object and not self.current_font_is_set_on_page:
            self._out(super()._set_font_for_page(font, font_size_pt))
        return super()._set_font_for_page(font, font_size_pt, wrap_in_text_object)

    def header(self) -> None:
        """On every page but the first, which has its own: the community, and what this is."""
        if self.page_no() == 1:
            return
        self.set_y(11)
        words = " · ".join(part for part in (self.paper.community, self.paper.title) if part)
        self.put(words, size=8, colour=FAINT, with_page=True)
        self.set_draw_color(*LINE)
        self.line(MARGIN, 18, self.w - MARGIN, 18)
        self.set_y(MARGIN + 2)

    def footer(self) -> None:
        self.set_y(-15)
        turned = self.paper.right_to_left
        self.choose(turned, size=8, colour=FAINT)
        words = _("Page %(number)s of %(all)s") % {"number": self.page_no(), "all": "{nb}"}
        self.cell(0, 5, words, align=Align.L if turned else Align.R)

    def front(self) -> None:
        """The head of the first page: emblem, community, title, and a line in the community's colour."""
        paper, side, top = self.paper, 16.0, self.get_y()
        turned = paper.right_to_left
        at = self.w - MARGIN - side if turned else MARGIN
        self.image(io.BytesIO(paper.picture or emblem_svg(paper.weave, paper.colour)), at, top, side, side)
        keep = self.l_margin, self.r_margin
        self.set_margins(
            MARGIN if turned else MARGIN + side + 5, MARGIN, MARGIN + side + 5 if turned else MARGIN
        )
        self.set_xy(self.l_margin, top)
        self.put(paper.community, size=11, colour=_rgb(paper.colour), bold=True, with_page=True)
        self.put(paper.title, size=19, bold=True, with_page=True)
        if paper.kicker:
            self.put(paper.kicker, size=9, colour=FAINT, with_page=True)
        self.l_margin, self.r_margin = keep
        self.set_y(max(self.get_y(), top + side) + 4)
        self.set_draw_color(*_rgb(paper.colour))
        self.set_line_width(0.6)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.set_line_width(0.2)
        self.ln(6)

    def set_heading(self, text: str) -> None:
        if self.will_page_break(28):
            self.add_page()
        self.start_section(text)
        self.ln(2)
        self.put(text, size=13, bold=True, colour=_rgb(self.paper.colour), after=1)

    def set_text(self, text: str) -> None:
        for part in re.split(r"\n\s*\n", text.strip()):
            for line in part.splitlines():
                if line.strip():
                    self.put(line.strip(), size=10.5)
            self.ln(2.5)

    def set_note(self, text: str) -> None:
        self.put(text, size=9, colour=FAINT, after=2)

    def set_table(self, rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]) -> None:
        turned = self.paper.right_to_left
        order = slice(None, None, -1) if turned else slice(None)
        self.choose(turned, size=9)
        # Each cell takes the direction of its own text.
        self.set_text_shaping(use_shaping_engine=True)
        self.set_draw_color(*LINE)
        with self.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=INK),
            col_widths=(widths or (1,) * len(rows[0]))[order],
            line_height=9 * POINT * 1.5,
            padding=1.2,
            text_align=Align.R if turned else Align.L,
        ) as table:
            for cells in rows:
                table.row([self.settable(cell) for cell in cells[order]])
        self.ln(4)


def _set(paper: Paper) -> bytes:
    sheet = _Sheet(paper)
    sheet.add_page()
    sheet.front()
    for kind, *matter in paper.blocks:
        getattr(sheet, f"set_{kind}")(*matter)
    return bytes(sheet.output())
