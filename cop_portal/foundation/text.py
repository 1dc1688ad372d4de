"""Text that people write: rendered, sanitised, shortened and folded for search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr",
    "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# "*" stands for every element: without a word of ours the sanitiser lets title and lang through.
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href", "title"}, "ol": {"start"}}
MOST_PASSES = 8
SCHEMES = {"http", "https", "mailto"}
# Marks that turn the direction of the text after them, and separators that end a header line.
CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\u2028\u2029\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ARABIC_FORMS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""}
)
# Letters that people type as others, and that no decomposition makes alike.
LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ی": "ي", "ک": "ك"}
)
# What people leave out or write otherwise in names, and no decomposition makes alike.
NAME_LETTERS = str.maketrans(
    {
        "đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "þ": "th", "ґ": "г",
        "ی": "ي", "ې": "ي", "ک": "ك", "ھ": "ه", "ہ": "ه", "ء": "",
        **dict.fromkeys("'’‘ʼʻ`´ʹʾʿ\u200b\u200c\u200d\u200e\u200f", ""),
        **dict.fromkeys("-‐‑–—.,_·", " "),
    }
)  # fmt: skip
# Words of a text, each with what it shows and the address it leads to.
Links = Mapping[str, tuple[str, str]]
SEARCH_CONFIGS = {
    "ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian",
    "pt": "portuguese", "de": "german", "it": "italian", "nl": "dutch",
}  # fmt: skip


@lru_cache(maxsize=2)
def _markdown(headings: bool) -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": True, "breaks": True, "typographer": False})
    parser.disable(["image", "code"])
    if not headings:
        parser.disable(["heading", "lheading"])
    return parser


def sanitise(html: str) -> str:
    """HTML with what is on the allow-list and nothing else. sanitise(sanitise(x)) == sanitise(x).

    Where an element goes that parted two others, these may be read otherwise; so it is read until it stays.
    """
    for _pass in range(MOST_PASSES):
        before, html = html, _allowed(html)
        if html == before:
            return html
    return f"<p>{escape(plain(html))}</p>"


def _allowed(html: str) -> str:
    """In one pass, which is enough for what our own renderers write."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener ugc",
        strip_comments=True,
    )


def render(source: str, *, headings: bool = False, links: Links | None = None) -> str:
    """Safe HTML of a text in Markdown. Raw HTML in it is shown as text, not interpreted.

    links: words that become links wherever they stand in the running text.
    """
    parser = _markdown(headings)
    tokens = parser.parse(clean(source))
    if links:
        for token in tokens:
            if token.type == "inline" and token.children:
                token.children = _with_links(token.children, links)
    html = parser.renderer.render(tokens, parser.options, {})
    if headings:
        html = re.sub(r"<(/?)h[12]>", r"<\1h3>", html)
        html = re.sub(r"<(/?)h[56]>", r"<\1h4>", html)
    return _allowed(html)


def _with_links(tokens: list[Token], links: Links) -> list[Token]:
    """The tokens of a line of text with some of its words as links; not within links and code."""
    out: list[Token] = []
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or depth:
            out.append(token)
            continue
        for word in any_of(tuple(links)).split(token.content):
            if word in links:
                out.append(Token("link_open", "a", 1, attrs={"href": links[word][1]}))
            if word:
                out.append(Token("text", "", 0, content=links[word][0] if word in links else word))
            if word in links:
                out.append(Token("link_close", "a", -1))
    return out


@lru_cache(maxsize=64)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Splits a text at these words, the longest first, where no letter or number goes on."""
    found = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w/])({found})(?![\w#])")


def render_plain(source: str, *, links: Links | None = None) -> str:
    """Safe HTML of a plain text, as mail programs write it: paragraphs and line ends are kept."""
    parts = re.split(r"\n\s*\n", clean(source).strip())
    linkify = _linkify(links or {})
    blocks = []
    for part in parts:
        lines = "<br>".join(linkify(line) for line in part.splitlines())
        if lines:
            blocks.append(f"<p>{lines}</p>")
    return _allowed("".join(blocks))


def _linkify(links: Links):
    finder = _markdown(False).linkify

    def words(part: str) -> str:
        if not links:
            return escape(part)
        return "".join(
            f'<a href="{escape(links[word][1])}">{escape(links[word][0])}</a>'
            if word in links
            else escape(word)
            for word in any_of(tuple(links)).split(part)
        )

    def line_with_links(line: str) -> str:
        if "://" not in line and "www." not in line:
            return words(line)
        out: list[str] = []
        last = 0
        for match in (finder.match(line) if finder else None) or ():
            if match.schema == "mailto:":
                continue
            out.append(words(line[last : match.index]))
            out.append(f'<a href="{escape(match.url)}">{escape(match.text)}</a>')
            last = match.last_index
        out.append(words(line[last:]))
        return "".join(out)

    return line_with_links


def clean(text: str) -> str:
    """Text without control characters and direction overrides, with \\n as line end, in NFC."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = CONTROLS.sub("", text).encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text)


def as_number(text: str | None) -> int:
    """What a form or an address names by its number; 0 where that is none. To Python also ² is a digit."""
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else 0


def one_line(text: str) -> str:
    """Text for a title, a name or a header: one line, single spaces, no control characters."""
    return " ".join(clean(str(text)).split())


def plain(html: str) -> str:
    """The words of an HTML text, paragraphs parted by blank lines."""
    text = re.sub(r"(?i)<br\s*/?>", "\n", html)
    text = re.sub(r"(?i)</(p|li|h[1-6]|blockquote|pre|tr)>", "\n\n", text)
    text = nh3.clean(text, tags=set())
    for entity, char in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, char)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def excerpt(text: str, length: int = 160) -> str:
    """The first words of a text, at most length characters, with an ellipsis where cut."""
    text = one_line(text)
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head = cut.rsplit(" ", 1)[0]
    return (head if len(head) > length // 2 else cut).rstrip(" ,;:.–-") + "…"


def quote(text: str, most: int = 1500) -> str:
    """A text as somebody quotes it in an answer: its first lines, without what it quotes itself."""
    own = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">")).strip()
    if len(own) > most:
        own = own[:most].rsplit(" ", 1)[0] + " …"
    return "\n".join(f"> {line}".rstrip() for line in re.sub(r"\n{3,}", "\n\n", own).splitlines())


def fold(text: str) -> str:
    """Text for comparing: lower case, without accents, Arabic letter forms made one.

    Postgres' unaccent is not everywhere, so folding is done here, on write and on query alike.
    What Postgres takes in no text (NUL) is left out.
    """
    text = unicodedata.normalize("NFKD", text.replace("\x00", "").translate(ARABIC_FORMS).casefold())
    return "".join(char for char in text if not unicodedata.combining(char)).translate(LETTERS)


def fold_name(name: str) -> str:
    """A person's name for comparing: folded, and with letters, hyphens and apostrophes as people type them."""
    return " ".join(fold(name).translate(NAME_LETTERS).split())


def search_config(language: str) -> str:
    """Name of the Postgres text-search configuration for a language code; `simple` if unknown."""
    return SEARCH_CONFIGS.get((language or "").split("-")[0], "simple")


def initials(name: str) -> str:
    """Up to two letters that stand for a person where there is no photograph."""
    words = [word for word in re.split(r"[\s\-_.]+", name) if word and word[0].isalnum()]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()
