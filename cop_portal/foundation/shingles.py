"""How much two texts say the same: groups of words, and their smallest hashes (MinHash).

The share of groups that two texts have in common is estimated from 64 numbers each; bands of four of them
make texts of half and more in common meet in an index. docs/decisions/0008-search.md says why this is our own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from cop_portal.foundation.searching import spaced
from cop_portal.foundation.text import fold

WORDS = 4  # in a group
MOST_GROUPS = 4_000
HASHES, IN_BAND = 64, 4
PRIME = (1 << 61) - 1


def _number(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=7).digest(), "big")


# The same for ever: what is stored is compared with what comes.
_TURNS = [(_number(f"by {n}") + 1, _number(f"and {n}")) for n in range(HASHES)]


def groups(text: str) -> set[str]:
    """Four words in a row, each group once; a text of fewer words is one group."""
    words = re.findall(r"\w+", spaced(fold(text)))
    if not words:
        return set()
    last = max(len(words) - WORDS + 1, 1)
    return {" ".join(words[at : at + WORDS]) for at in range(min(last, MOST_GROUPS))}


def signature(text: str) -> list[int]:
    """The smallest hash of the groups under each of 64 turns; empty for a text without words."""
    found = [_number(group) for group in groups(text)]
    return [min((a * one + b) % PRIME for one in found) for a, b in _TURNS] if found else []


def bands(hashes: Sequence[int]) -> list[int]:
    """What texts that are alike have one of in common."""
    return [
        _number(f"{at}:{','.join(map(str, hashes[at : at + IN_BAND]))}")
        for at in range(0, len(hashes), IN_BAND)
    ]


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Which share of their groups two texts have in common, about: 0 to 1."""
    if not one or len(one) != len(other):
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
