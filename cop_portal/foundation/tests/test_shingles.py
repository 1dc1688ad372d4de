"""How much two texts say the same."""

from __future__ import annotations

import pytest

from cop_portal.foundation.shingles import bands, groups, likeness, signature

TEXT = " ".join(f"word{n} of the well" for n in range(120))


def test_the_same_text_is_the_same_whatever_its_accents_and_case() -> None:
    assert signature("Évaluation des puits à Bogotá") == signature("evaluation DES puits a bogota")
    assert likeness(signature(TEXT), signature(TEXT)) == 1.0


@pytest.mark.parametrize("share", [0.9, 0.7, 0.5])
def test_the_estimate_is_near_what_is_counted(share: float) -> None:
    words = TEXT.split()
    other = " ".join(
        [*words[: int(len(words) * share)], *(f"else{n}" for n in range(int(len(words) * (1 - share))))]
    )
    one, two = groups(TEXT), groups(other)
    counted = len(one & two) / len(one | two)

    assert abs(likeness(signature(TEXT), signature(other)) - counted) < 0.2


def test_what_is_much_alike_meets_in_a_band_and_what_is_not_does_not() -> None:
    mine, near, far = (
        signature(text) for text in (TEXT, TEXT + " one more word at the end", "another thing " * 9)
    )

    assert set(bands(mine)) & set(bands(near))
    assert not set(bands(mine)) & set(bands(far))


def test_texts_without_words_are_like_nothing() -> None:
    assert signature("!!! ...") == []
    assert likeness([], []) == 0.0
    assert bands([]) == []
    assert len(groups("饮用水安全")) > 0
