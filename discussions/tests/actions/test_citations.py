"""Numbers that lead to their contributions."""

from __future__ import annotations

from discussions.actions.citations import cited_numbers, marked, without_citations

LINK = '<a class="ref" href="/d/1/#c{0}" aria-label="Source">{0}</a>'


def test_numbers_are_read_alone_and_together() -> None:
    assert cited_numbers("A [1], b [2, 3] and [x] [1234567]") == {1, 2, 3}


def test_for_readers_elsewhere_the_numbers_go_and_the_words_stay() -> None:
    assert without_citations("Grease [1]. Train two [2, 3].") == "Grease. Train two."


def test_what_rests_on_ones_words_is_marked_and_nothing_else() -> None:
    html = f"<p>Grease {LINK.format(1)}. Train {LINK.format(2)}{LINK.format(3)}.</p><p>Free</p>"

    mine = marked(html, {3})

    assert mine == (
        f"<p>Grease {LINK.format(1)}. <mark>Train {LINK.format(2)}{LINK.format(3)}</mark>.</p><p>Free</p>"
    )
    assert marked(html, set()) == html
