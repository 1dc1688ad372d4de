"""A letter says all that a page says: addresses of links, signs of lists, numbers of sources."""

from __future__ import annotations

import pytest

from cop_portal.foundation import text
from cop_portal.foundation.mail.wording import in_letter


@pytest.mark.parametrize(
    ("source", "letter"),
    [
        ("Read [the report](https://x.org/a).", "Read the report <https://x.org/a>."),
        ("See https://x.org/a and www.y.org", "See https://x.org/a and www.y.org"),
        ("[a@b.org](mailto:a@b.org)", "a@b.org"),
        ("**Late** in *five*\ndistricts.\n\nAgain", "Late in five\ndistricts.\n\nAgain"),
        ("- one\n- two\n   1. in\n   2. it\n\nend", "- one\n- two\n  1. in\n  2. it\n\nend"),
        ("- one\n\n- two", "- one\n- two"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> said\n> here\n\nmine", "> said\n> here\n\nmine"),
        ("```\nx  1\n  y\n```\n\nz", "x  1\n  y\n\nz"),
        ("| a | b |\n|--|--|\n| 1 | 2 |", "a   b\n1   2"),
        ('3<5 & "x" <b>', '3<5 & "x" <b>'),
        ("", ""),
    ],
)
def test_what_our_renderer_wrote_keeps_its_sense(source: str, letter: str) -> None:
    assert in_letter(text.render(source)) == letter


def test_sources_are_numbers_and_folds_are_open() -> None:
    cited = '<p>Late <a class="ref" href="/c/#c1">1</a><a class="ref" href="/c/#c4">4</a>.</p>'
    folded = '<details class="fold quote"><summary>…</summary><blockquote><p>it<br>was</p></blockquote></details><p>No</p>'

    assert in_letter(cited) == "Late [1][4]."
    assert in_letter(folded) == "> it\n> was\n\nNo"
    assert in_letter('<p><a href="/people/7/">@Ann</a> knows</p>') == "@Ann knows"
