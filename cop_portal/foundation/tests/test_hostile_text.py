"""Thousands of hostile strings through every way in which a text becomes HTML (promise P34), without a browser.

cop_portal/tests/test_hostile.py shows a choice of them to a real one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_portal.foundation import text
from cop_portal.foundation.mail.markup import text_of_html
from cop_portal.foundation.mail.parsing import parse
from cop_portal.foundation.tests.test_text import Reader
from cop_portal.tests.hostile import strings
from discussions.actions.contributions import render_mail

DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": lambda said: said,
    "capitals": str.upper,
    "swapped": str.swapcase,
    "entities": lambda said: "".join(f"&#{ord(char)};" if char in "<>:" else char for char in said),
    "half entities": lambda said: said.replace("<", "&lt").replace(">", "&gt"),
    "spaces": lambda said: said.replace(" ", "\t").replace("=", "\n=\n"),
    "slashes": lambda said: said.replace(" ", "/"),
    "zeros": lambda said: said.replace("<", "<\0").replace("on", "o\0n"),
    "unseen": lambda said: said.replace("script", "scr\u00adipt").replace(":", "\u200b:"),
    "bidi": lambda said: f"\u202e{said[::-1]}\u202c{said}",
    "wide": lambda said: said.translate({ord("<"): "＜", ord(">"): "＞", ord('"'): "＂"}),
    "twice": lambda said: said.replace("<", "<<").replace("script", "scscriptript"),
    "not closed": lambda said: said.rstrip(">"),
    "in an attribute": lambda said: f'<a href="{said}" title="{said}">x</a>',
    "in a link": lambda said: f"[x]({said}) [{said}](http://x.example)",
    "in a link's title": lambda said: f'[x](http://x.example "{said}")',
    "in a list": lambda said: f"1. {said}\n   - {said}\n\n> {said}",
    "in a table": lambda said: f"| a |\n|---|\n| {said} |",
    "in code": lambda said: f"`{said}`\n\n```{said}\n{said}\n```",
    "deep": lambda said: "<blockquote>" * 80 + said,
}
# What text becomes HTML by; each is asked of everything.
WAYS: dict[str, Callable[[str], str]] = {
    "markdown": text.render,
    "markdown with headings": lambda said: text.render(said, headings=True),
    "plain": text.render_plain,
    "sanitised": lambda said: text.sanitise(text.clean(said)),
    "mail": render_mail,
    "HTML of a mail": lambda said: render_mail(text_of_html(said)),
}
FRAME = ('<details class="fold quote"><summary>…</summary><blockquote>', "</blockquote></details>")


def disguised() -> Iterator[str]:
    for said in strings():
        for change in DISGUISES.values():
            yield change(said)


def scheme_of(address: str) -> str:
    """As browsers see it: tabs and line ends are nothing, and what is before the colon is plain letters."""
    bare = re.sub(r"[\t\n\r]", "", address).lstrip("".join(map(chr, range(33))))
    found = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", bare)
    return found.group(1).lower() if found else ""


def wrong_with(html: str) -> str:
    """What is wrong with it, or nothing. The frame of a folded quote is ours, not the writer's."""
    for frame in FRAME:
        html = html.replace(frame, "")
    if text.sanitise(html) != html:
        return "another tree when it is read again"
    for tag, attributes in Reader(html).tags:
        if tag not in text.TAGS or not set(attributes) <= text.ATTRIBUTES.get(tag, set()) | {"rel"}:
            return f"{tag} with {sorted(attributes)}"
        if scheme_of(attributes.get("href") or "") not in ("", *text.SCHEMES):
            return f"leads to {attributes['href']}"
    if re.search(r"[\x00\u202a-\u202e\u2066-\u2069]", html):
        return "a character that turns what follows"
    return ""


def test_there_are_thousands() -> None:
    assert len(set(disguised())) > 5_000


@pytest.mark.parametrize("way", WAYS)
def test_no_string_in_any_disguise_becomes_more_than_text(way: str) -> None:
    write = WAYS[way]

    assert [(said, wrong) for said in disguised() if (wrong := wrong_with(write(said)))] == []


PIECES = [
    "<", ">", "</", "/>", '"', "'", "`", "&", ";", "=", " ", "\n", "\t", "&lt;", "&#x3c;", "&amp;", "<!--", "-->", "<![CDATA[", "]]>",
    "<a ", "href=", "javascript:", "https://x.example", "<svg", "<math", "<style>", "</style>", "<p>", "</p>", "<table>", "<td>",
    "<li>", "<ol start=2>", "<pre>", "<code>", "<h3>", "<br>", "<img src=x onerror=1>", "<noscript>", "<template>", "<title>", "<mtext>",
    "<mglyph>", "<foreignObject>", "<select>", "<form>", "id=x", "name=y", "style=z", "*", "_", "[", "](", ")", "|", "#", ">", "-", "words",
    "\u202e", "é", "ا", "𝕏",
]  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_pieces_of_markup_in_any_order_come_out_safe_and_stay_as_they_are(said: str) -> None:
    for way, write in WAYS.items():
        html = write(said)
        assert wrong_with(html) == "", (way, html)


def readable(said: str) -> str:
    return re.sub(r"\W+", "", text.one_line(said))


def test_what_was_written_stays_readable_in_a_plain_text() -> None:
    """Nothing is swallowed: whoever writes about <script> reads about <script>."""
    for said in strings():
        assert readable(text.plain(text.render_plain(said))) == readable(said), said


NAME = "mona@example.org"


def raw_mail(said: str, number: int) -> bytes:
    """A mail that says it in every header, both bodies and the name of a file, as a careless program writes it."""
    bare = re.sub(r"[\r\n\0\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", said)
    page = f"<p>{said}</p>".encode("utf-8", "replace")
    lines = [
        f'From: "{bare}" <{NAME}>',
        f"To: {bare} <talk@example.org>",
        f"Subject: {bare}",
        f"Message-ID: <{number}{bare[:20]}@example.org>",
        f"In-Reply-To: <{bare}>",
        f"Date: {bare}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="=b="',
        "",
        "--=b=",
        'Content-Type: text/html; charset="utf-8"',
        "",
    ]
    file = [
        "",
        "--=b=",
        f'Content-Type: text/plain; name="{bare}"',
        f'Content-Disposition: attachment; filename="{bare}"',
    ]
    return (
        "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n" + page
        + "\r\n".join([*file, "", "words", "--=b=--", ""]).encode("utf-8", "replace")
    )  # fmt: skip


def test_a_mail_that_says_it_in_every_place_is_understood_and_says_nothing_more() -> None:
    turning = re.compile(r"[\r\n\x00\u2028\u2029\u202a-\u202e\u2066-\u2069]")
    for number, said in enumerate(strings()):
        mail = parse(raw_mail(said, number))
        for field in (mail.subject, mail.from_name, mail.message_id, mail.date, *mail.in_reply_to):
            assert not turning.search(field), said
        for attached in mail.attachments:
            assert not turning.search(attached.name), said
        assert len(mail.message_id) <= 250
        assert wrong_with(render_mail(mail.written)) == "", said
        assert wrong_with(render_mail(mail.quoted)) == "", said


def test_a_name_that_holds_an_address_is_never_taken_for_the_sender() -> None:
    for name in (
        '"ceo@example.org" <mona@example.org>',
        "=?utf-8?q?ceo=40example=2Eorg_=3C?= <mona@example.org>",
        '"x\\" <ceo@example.org>" <mona@example.org>',
        "=?utf-8?b?IiA8Y2VvQGV4YW1wbGUub3JnPiwg?= <mona@example.org>",
        "ceo@example.org\u202e <mona@example.org>",
        '"<ceo@example.org>" <mona@example.org>',
        "(<ceo@example.org>) <mona@example.org>",
    ):
        message = Message()
        message["From"] = name
        message.set_payload("words")
        mail = parse(message.as_bytes())
        assert mail.from_address != "ceo@example.org" or mail.from_count > 1, name
