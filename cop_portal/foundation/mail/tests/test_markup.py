"""Mails written in HTML alone: what is said, and what is quoted."""

from __future__ import annotations

import pytest

from cop_portal.foundation.mail.markup import text_of_html
from cop_portal.foundation.mail.replies import split_reply


def test_paragraphs_lists_and_links_stay_readable() -> None:
    text = text_of_html(
        "<html><head><title>x</title><style>p{}</style></head><body><p>One &amp; two</p>"
        "<ul><li>first</li><li>second</li></ul><p>See <a href='https://example.org/a'>this</a></p></body>"
    )

    assert text.splitlines() == [
        "One & two",
        "",
        "- first",
        "- second",
        "",
        "See this <https://example.org/a>",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Mine.</p><blockquote>Theirs.</blockquote>",
        '<div>Mine.</div><div class="gmail_quote"><div class="gmail_attr">Le lundi, X a écrit :<br></div>'
        "<blockquote>Theirs.</blockquote></div>",
        '<div>Mine.</div><div id="appendonsend"></div><div id="divRplyFwdMsg"><b>From:</b> X</div><p>Theirs.</p>',
        '<div>Mine.</div><div class="moz-cite-prefix">On Monday X wrote:<br></div><blockquote>Theirs.</blockquote>',
    ],
)
def test_what_is_quoted_is_told_from_what_is_written(markup: str) -> None:
    written, quoted = split_reply(text_of_html(markup))

    assert written == "Mine."
    assert "Theirs." in quoted


def test_a_comparison_is_not_a_tag_and_a_script_says_nothing() -> None:
    assert text_of_html("<p>3 < 5 and 7 > 6</p><script>alert('<p>x</p>')</script>") == "3 < 5 and 7 > 6"
