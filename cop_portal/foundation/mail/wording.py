"""The words of our own HTML as a letter has them: for who reads there and nowhere else, nothing may be lost.

Links keep their address, lists their signs, quotes theirs, and sources their number.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "hr"}
LISTS = {"ul", "ol"}
SIGN = re.compile(r"^(?:-|\d+\.)\s+$")
WEB = re.compile(r"(?i)^https?://")


def in_letter(html: str) -> str:
    """Plain text of HTML that our renderers wrote (text.render, render_cited, render_mail)."""
    page = _Page()
    page.feed(html)
    page.close()
    page.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(page.lines)).strip()


class _Page(HTMLParser):
    """The lines of a text while its tags go by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.words: list[str] = []
        self.quotes = 0
        self.lists: list[int | None] = []  # the next number of each open list; none where it has no numbers
        self.links: list[tuple[str, bool, int]] = []  # address, whether it is a source, where its words begin
        self.verbatim = False
        self.indent = 0  # of an item in a list in a list

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in PARAGRAPHS or tag in LISTS or tag in ("blockquote", "li", "tr", "summary"):
            self.end_line()
        if tag in LISTS:
            start = said.get("start") or "1"
            self.lists.append(None if tag == "ul" else int(start) if start.isdecimal() else 1)
        elif tag == "li":
            self._item()
        elif tag == "blockquote":
            self._blank_line()
            self.quotes += 1
        elif tag in PARAGRAPHS:
            self.verbatim = tag == "pre"
        elif tag == "a":
            self.links.append((said.get("href") or "", said.get("class") == "ref", len(self.words)))
        elif tag == "br":
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            self._link(*self.links.pop())
        elif tag in ("td", "th"):
            self.words.append("  ")
        elif tag == "summary" or (tag == "li" and SIGN.match("".join(self.words))):
            self.words.clear()  # what unfolds it, on a page; or an item without words
        elif tag in PARAGRAPHS or tag in LISTS or tag in ("blockquote", "li", "tr"):
            self.end_line()
        if tag in LISTS and self.lists:
            self.lists.pop()
        if tag == "blockquote":
            self.quotes = max(self.quotes - 1, 0)
        if (tag in PARAGRAPHS and not self.lists) or (tag in LISTS and not self.lists) or tag == "blockquote":
            self._blank_line()
        if tag == "pre":
            self.verbatim = False

    def handle_data(self, data: str) -> None:
        if not self.verbatim:
            self.words.append(re.sub(r"\s+", " ", data))
            return
        for index, line in enumerate(data.split("\n")):
            if index:
                self.end_line()
            self.words.append(line)

    def end_line(self) -> None:
        line = "".join(self.words)
        if SIGN.match(line):
            self.words[:] = [f"{line.strip()} "]  # its words follow
            return
        self.words.clear()
        line = line.rstrip() if self.verbatim else line.strip()
        if line:
            self.lines.append(f"{'> ' * self.quotes}{'  ' * self.indent}{line}")
        self.indent = 0

    def _blank_line(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def _item(self) -> None:
        number = self.lists[-1] if self.lists else None
        self.indent = max(len(self.lists) - 1, 0)
        if number is not None:
            self.lists[-1] = number + 1
        self.words.append("- " if number is None else f"{number}. ")

    def _link(self, address: str, is_source: bool, begin: int) -> None:
        said = "".join(self.words[begin:])
        if is_source:
            self.words[begin:] = [f"[{said}]"]
        elif WEB.match(address) and WEB.sub("", address).rstrip("/") not in said:
            self.words.append(f" <{address}>")
