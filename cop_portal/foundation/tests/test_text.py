"""Text that people write: inert, folded, shortened."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_portal.foundation import text

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html;base64,PHN2Zz4=)",
    "<a href='vbscript:x'>y</a>",
    "![x](https://evil.example/pixel.gif)",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=password></form>",
    '<p style="position:fixed" class="x" id="y" onclick="z">t</p>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "[x]: javascript:alert(1)\n[x]",
    "<<script>script>alert(1)<</script>/script>",
]


class Reader(HTMLParser):
    """What a browser would make of it: the tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def is_harmless(html: str) -> bool:
    for tag, attributes in Reader(html).tags:
        allowed = text.ATTRIBUTES.get(tag, set()) | {"rel"}
        if tag not in text.TAGS or not set(attributes) <= allowed:
            return False
        if not re.match(r"(?i)(https?:|mailto:|[^:]*$)", attributes.get("href") or ""):
            return False
    return True


@pytest.mark.parametrize("source", HOSTILE)
@pytest.mark.parametrize("write", [text.render, text.render_plain, text.sanitise])
def test_hostile_markup_is_inert(source: str, write) -> None:
    html = write(source)

    assert is_harmless(html)
    assert text.sanitise(html) == html


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_written_comes_out_safe_and_stays_so(source: str) -> None:
    for html in (text.render(source), text.render(source, headings=True), text.render_plain(source)):
        assert text.sanitise(html) == html
        assert is_harmless(html)
        assert "\x00" not in html


def test_markdown_becomes_html() -> None:
    html = text.render("**Bold** and https://example.org\nnext\n\n- one\n- two\n\n# no heading")

    assert "<strong>Bold</strong>" in html
    assert '<a href="https://example.org" rel="nofollow noopener ugc">' in html
    assert "<br>" in html
    assert "<li>one</li>" in html
    assert "<h1" not in html


def test_headings_where_they_are_wanted_are_of_the_third_and_fourth_level() -> None:
    html = text.render("# One\n\n### Three\n\n##### Five", headings=True)

    assert html.count("<h3>") == 2
    assert html.count("<h4>") == 1


def test_a_plain_mail_keeps_its_paragraphs_and_links() -> None:
    html = text.render_plain("Dear all,\nsee www.example.org & <b>\n\nBye a@b.org")

    assert html == (
        '<p>Dear all,<br>see <a href="http://www.example.org" rel="nofollow noopener ugc">www.example.org</a>'
        " &amp; &lt;b&gt;</p><p>Bye a@b.org</p>"
    )


def test_controls_and_turned_directions_are_taken_out() -> None:
    assert text.clean("a\u202eb\x00c\r\nd\re\u2066") == "abc\nd\ne"
    assert text.one_line("  Eve\r\nBcc:\u2028 x\t y ") == "Eve Bcc: x y"
    assert text.clean("\ud800x") == "?x"
    assert text.clean("e\u0301") == "é"


def test_the_words_of_html_are_readable_without_it() -> None:
    html = "<p>One &amp; <strong>two</strong></p><ul><li>a</li></ul><p>&lt;b&gt;<br>c</p>"

    assert text.plain(html) == "One & two\n\na\n\n<b>\nc"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.integers(min_value=5, max_value=80))
def test_an_excerpt_is_never_longer_than_asked(source: str, length: int) -> None:
    assert len(text.excerpt(source, length)) <= length


def test_an_excerpt_ends_at_a_word() -> None:
    assert text.excerpt("one two three, four", 15) == "one two three…"
    assert text.excerpt("short", 15) == "short"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José", "JOSE"),
        ("Ångström", "angstrom"),
        ("الأُولى", "الاولي"),
        ("Straße", "STRASSE"),
        ("a\x00b", "ab"),
    ],
)
def test_folding_makes_alike_what_people_take_for_alike(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_folding_ignores_how_accents_are_stored(source: str) -> None:
    assert text.fold(unicodedata.normalize("NFC", source)) == text.fold(unicodedata.normalize("NFD", source))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amina Wanjiru", "AW"),
        ("Li", "LI"),
        ("María-José Q", "MQ"),
        ("", "?"),
        ("!!", "?"),
        ("محمد علي", "مع"),
    ],
)
def test_initials_stand_for_a_name(name: str, letters: str) -> None:
    assert text.initials(name) == letters


def test_a_language_has_its_search_configuration() -> None:
    assert [text.search_config(code) for code in ("ar", "zh-hans", "", "fr")] == [
        "arabic",
        "simple",
        "simple",
        "french",
    ]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Đặng Thị Ánh Tuyết", "dang thi anh tuyet"),
        ("Nguyễn Văn Đức", "NGUYEN VAN DUC"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Øystein Ærø", "oystein aero"),
        ("Işık İnönü", "isik inonu"),
        ("Jean-Pierre N’Diaye", "jean pierre ndiaye"),
        ("Siobhán O'Brien", "siobhan obrien"),
        ("Алёна Йорданова", "алена иорданова"),
        ("مُحَمَّد أحمد", "محمد احمد"),
        ("فاطمة الزهراء", "فاطمه الزهرا"),
        ("مؤمن رائد هناء", "مومن رايد هنا"),
        ("يحيى", "يحيي"),
        ("علی کریمی", "علي كريمي"),
        ("عبـــد الله", "عبد الله"),
    ],
)
def test_names_are_alike_as_people_type_them(name: str, typed: str) -> None:
    assert text.fold_name(name) == text.fold_name(typed)
    assert text.fold_name(text.fold_name(name)) == text.fold_name(name)


NAMED = {"@Ali Khan": ("@Ali Khan", "/people/1/"), "@Ali Khan#2": ("@Ali Khan", "/people/2/")}


def test_words_become_links_in_the_running_text_alone() -> None:
    source = "**@Ali Khan**, @Ali Khan#2. [@Ali Khan](https://a.example '@Ali Khan') `@Ali Khan` a@Ali Khan"

    html = text.render(source, links=NAMED)

    assert html.count('href="/people/1/"') == 1
    assert html.count('href="/people/2/"') == 1
    assert "@Ali Khan</a>." in html
    assert text.sanitise(html) == html


def test_words_become_links_in_a_mail_beside_its_addresses() -> None:
    html = text.render_plain("<b> @Ali Khan, see https://a.example/@Ali", links=NAMED)

    assert html.startswith('<p>&lt;b&gt; <a href="/people/1/"')
    assert html.count("<a ") == 2


def test_a_quotation_is_cut_and_leaves_out_what_it_quotes_itself() -> None:
    assert text.quote("One\n> old\n\n\n\nTwo") == "> One\n>\n> Two"
    assert len(text.quote("word " * 1000)) < 1600


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("12", 12),
        ("0", 0),
        ("", 0),
        (None, 0),
        ("x", 0),
        ("-3", 0),
        ("²", 0),
        ("١٢", 0),
        ("9" * 30, 0),
        ("1\x00", 0),
    ],
)
def test_a_number_is_read_from_what_somebody_sent(said: str | None, found: int) -> None:
    assert text.as_number(said) == found
