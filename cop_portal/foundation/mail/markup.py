"""Plain text of HTML mails. One pass over the tags, so that no markup takes long."""

from __future__ import annotations

import html
import re

MOST_TEXT = 400_000
MOST_DEPTH = 5
SILENT = {"script", "style", "head", "title"}
BREAKS = {"br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
LINK = re.compile(r"""href\s*=\s*["']?(https?://[^\s"'>]{1,1000})""", re.IGNORECASE)
# What mail programs put around the line that introduces a quote, whatever its language says.
ATTRIBUTION = re.compile(r"\b(?:gmail_attr|moz-cite-prefix)\b")
# What they put before a mail that is quoted without a mark on its lines.
FORWARDED = re.compile(r"\b(?:divRplyFwdMsg|appendonsend|yahoo_quoted|ms-outlook-mobile-reference-message)\b")
ORIGINAL = "-----Original Message-----"
SIGNATURE = re.compile(r"\b(?:gmail_signature|moz-signature)\b")


def text_of_html(markup: str) -> str:
    """Plain text of an HTML mail; what it quotes comes out with a leading '>'."""
    page = _Page()
    for index, chunk in enumerate(markup[:MOST_TEXT].split("<")):
        if index == 0:
            page.add_text(chunk)
            continue
        page.take(chunk)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(page.finished())).strip()


class _Page:
    """The lines of a page while its tags go by."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.depth = 0
        self.attribution = 0  # how many open divs since the one that holds an attribution
        self.silent = ""
        self.comment = False
        self.verbatim = False
        self.link = ""
        self.link_words = 0

    def take(self, chunk: str) -> None:
        """A piece of the markup from the '<' on, without it."""
        if self.comment or chunk.startswith("!--"):
            self.comment = "-->" not in chunk
            if not self.comment:
                self.add_text(chunk.partition("-->")[2])
            return
        tag, closed, text = chunk.partition(">")
        match = NAME.match(tag)
        if not closed or not (match or tag[:1] in "!?"):
            self.add_text(f"<{chunk}")  # a smaller-than, not a tag
            return
        name = match.group().lower() if match else ""
        if self.silent:
            if name == f"/{self.silent}":
                self.silent = ""
                self.add_text(text)
            return
        if name in SILENT:
            self.silent = name
            return
        self._tag(name, tag)
        self.add_text(text)

    def add_text(self, text: str) -> None:
        if not text or self.silent:
            return
        if not self.verbatim:
            self.words.append(text)
            return
        first, *rest = text.split("\n")
        self.words.append(first.replace(" ", "\xa0"))
        for line in rest:
            self._end_line()
            self.words.append(line.replace(" ", "\xa0"))

    def _tag(self, name: str, tag: str) -> None:
        bare = name.lstrip("/")
        if bare == "blockquote":
            self._end_line()
            self.depth = max(self.depth + (-1 if name[0] == "/" else 1), 0)
        elif bare == "a":
            self._link(name, tag)
        elif bare == "div":
            self._end_line()
            self._div(name, tag)
        elif bare in BREAKS:
            self._end_line()
            if name in ("p", "/p") or (name.startswith("h") and name != "hr"):
                self._blank_line()
            self.verbatim = name == "pre" or (self.verbatim and name != "/pre")
            if name == "li":
                self.words.append("- ")
        elif name in ("td", "th"):
            self.words.append(" ")

    def _div(self, name: str, tag: str) -> None:
        if name == "/div":
            self.attribution = max(self.attribution - 1, 0)
        elif self.attribution:
            self.attribution += 1
        elif len(tag) < 2000 and ATTRIBUTION.search(tag):
            self.attribution = 1
        elif len(tag) < 2000 and FORWARDED.search(tag) and not self.depth:
            if ORIGINAL not in self.lines[-3:]:
                self.lines += ["", ORIGINAL]
        elif len(tag) < 2000 and SIGNATURE.search(tag) and not self.depth:
            self.lines.append("-- ")

    def _link(self, name: str, tag: str) -> None:
        if name == "/a":
            said = "".join(self.words[self.link_words :])
            if self.link and self.link.rstrip("/") not in said and not self.attribution:
                self.words.append(f" <{self.link}>")
            self.link = ""
            return
        found = LINK.search(tag[:2000])
        self.link, self.link_words = html.unescape(found.group(1)) if found else "", len(self.words)

    def _blank_line(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append("> " * self._marks())

    def _marks(self) -> int:
        return min(max(self.depth, 1 if self.attribution else 0), MOST_DEPTH)

    def _end_line(self) -> None:
        words = html.unescape("".join(self.words))
        self.words.clear()
        self.link_words = 0
        bare = " ".join(word for word in re.split(r"[ \t\r\n\f]+", words) if word).replace("\xa0", " ")
        if bare.strip():
            self.lines.append("> " * self._marks() + bare.rstrip())

    def finished(self) -> list[str]:
        self._end_line()
        return [line.rstrip() for line in self.lines]
