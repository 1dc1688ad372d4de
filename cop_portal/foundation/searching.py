"""What search knows of a text, and how it reads a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.expressions import CombinedExpression

from cop_portal.foundation import text

# Postgres takes a megabyte; a text of this many characters stays far below it.
LONGEST = 200_000
# So much of the text of a file is indexed: less where it has more different words than Postgres takes.
LENGTHS = (LONGEST, 40_000, 0)
MOST_WORDS = 12
# Scripts that write no spaces, and for which Postgres has no words: kana and Han.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
NO_WORD = re.compile(r"[\W_]+")
# What of a question counts as a word: signs between them are left out.
ASKED = re.compile(r"[\w\"\-]+")
# Signs that part words. Postgres takes much that they join for one: a/b is a path, b.org a host, -19 a number.
PARTING = re.compile("[!-/:-@\\[-^`{-~\u2010-\u2015]")
HYPHEN = re.compile(r"(?<=\w)-+(?=\w)")
# So many of the newest rows that match are ranked and counted, never all of them.
BOUND = 150
# From this likeness on (trigrams, 0 to 1) a word with an error in it is forgiven.
FORGIVEN = 0.45
# Of so many words of a question, if they are as long as this, letters are tried the other way round.
MOST_SWAPPED, SHORTEST_SWAPPED, LONGEST_SWAPPED = 6, 4, 20


def pairs(run: str) -> list[str]:
    """Each sign with the one after it, and the last alone: 饮用水 is 饮用, 用水 and 水."""
    return [run[at : at + 2] for at in range(len(run))]


def spaced(folded: str) -> str:
    """A folded text in which runs without spaces are pairs of signs."""
    return UNSPACED.sub(lambda found: f" {' '.join(pairs(found.group()))} ", folded[:LONGEST])[:LONGEST]


def name_and_words(filename: str) -> str:
    """A file's name and the words in it: to Postgres, well_depth.pdf is one word, the name of a host."""
    return " ".join([filename, *NO_WORD.split(filename)])


def address_words(address: str) -> str:
    """The words of an address or a DOI as a question that names it is read: Postgres takes it for one word."""
    return " ".join(ASKED.findall(address.replace('"', " ")))


def search_vector(*texts: str, language: str, weight: str | None = None) -> SearchVector | CombinedExpression:
    """The words of a text as they are, folded, and their stems in its language.

    weight: A to D, how much a match in it counts; D for what is not said.
    """
    said = " ".join(texts).replace("\x00", "")
    folded = spaced(PARTING.sub(" ", text.fold(said)))
    vector: SearchVector | CombinedExpression = SearchVector(Value(folded), config="simple", weight=weight)
    config = text.search_config(language)
    if config == "simple":
        return vector
    vector = vector + SearchVector(Value(folded), config=config, weight=weight)
    written = PARTING.sub(" ", said.casefold())[:LONGEST]
    # A stem may hang on an accent (vacunación, vacunaciones): so both are kept.
    return (
        vector if written == folded else vector + SearchVector(Value(written), config=config, weight=weight)
    )


class Ready(SearchQuery):
    """A question that Postgres has read already (read_question)."""

    def __init__(self, query: str, **extra: Any) -> None:
        super().__init__(query, **extra)
        self.ready = query

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return "%s::tsquery", [self.ready]


@dataclass(frozen=True)
class Clauses:
    """A question as Postgres' web search takes it: what is wanted, and what must not be there."""

    wanted: str
    refused: str

    def readings(self) -> Iterator[tuple[str, bool]]:
        """Each of the two that has a word in it, and whether it is refused."""
        for words, refused in ((self.wanted, False), (self.refused, True)):
            if words.strip('"- '):
                yield words, refused


def asked(words: str, *, as_written: bool = False, parted: bool = False) -> Clauses:
    """A question, folded. parted: words with a hyphen are asked for as two, one after the other.

    What is written cost-benefit or cost benefit is found by either.
    """
    words = words.replace("\x00", "").casefold() if as_written else text.fold(words)
    sides: dict[bool, list[str]] = {False: [], True: []}
    quoted = refused = False
    for part in ASKED.findall(words)[:MOST_WORDS]:
        if not part.strip("-"):
            continue
        if not quoted:
            refused = part.startswith("-")
            part = part.removeprefix("-")
        whole = quoted or '"' in part
        quoted ^= bool(part.count('"') % 2)
        if parted and HYPHEN.search(part):
            part = HYPHEN.sub(" ", part) if whole else f'"{HYPHEN.sub(" ", part)}"'
        sides[refused].append(spaced(part) if whole else UNSPACED.sub(_as_phrase, part))
        if refused and not quoted:
            sides[True].append("or")
    if sides[True][-1:] == ["or"]:
        sides[True].pop()
    wanted, against = (" ".join(" ".join(parts).split()) for parts in sides.values())
    return Clauses(wanted, against)


def _as_phrase(found: re.Match[str]) -> str:
    signs = found.group()
    return f' "{" ".join(pairs(signs)[:-1])}" ' if len(signs) > 1 else f" {signs} "


@lru_cache(maxsize=1)
def _configs() -> tuple[str, ...]:
    """How Postgres cuts words to their stems in the languages of the portal."""
    known = (text.search_config(code) for code, _name in settings.LANGUAGES)
    return ("simple", *sorted({config for config in known if config != "simple"}))


def read_question(words: str, *, begun: bool = False) -> str:
    """A question as a tsquery: its words as they are, or their stems in any language of the portal.

    What must not be there is refused in each of these readings: a stem that no text has would refuse nothing.

    begun: it is still being typed, and its last word may be the beginning of one. Empty where it asks for
    nothing. One statement.
    """
    folded = asked(words)
    plain, *stemmed = _configs()
    readings: dict[tuple[str, str, bool], None] = {}
    for clauses, configs in (
        (folded, [plain, *stemmed]),
        (asked(words, parted=True), [plain, *stemmed]),
        (asked(words, as_written=True), stemmed),
    ):
        for said, refused in clauses.readings():
            readings.update(dict.fromkeys((config, said, refused) for config in configs))
    if not readings:
        return ""
    columns = ["websearch_to_tsquery(%s::regconfig, %s)::text"] * len(readings)
    parameters = [part for config, said, _refused in readings for part in (config, said)]
    sides = [refused for *_said, refused in readings]
    last = re.search(r"\w+$", folded.wanted)
    one_sign = last is not None and len(last.group()) == 1 and UNSPACED.fullmatch(last.group())
    if last is not None and (one_sign or (begun and len(last.group()) > 1)):
        columns.append("(websearch_to_tsquery('simple', %s) && to_tsquery('simple', %s))::text")
        parameters += [folded.wanted[: last.start()], f"{last.group()}:*"]
        sides.append(False)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", parameters)
        row = cursor.fetchone()
    found = dict.fromkeys((part, side) for part, side in zip(row, sides, strict=True) if part)
    wanted, against = (
        " | ".join(f"({part})" for part, refused in found if refused is side) for side in (False, True)
    )
    if not against:
        return wanted
    return f"({wanted}) & !({against})" if wanted else f"!({against})"


@contextmanager
def forgiving() -> Iterator[None]:
    """Names and titles asked for in the block are forgiven as much as a search forgives, not as Postgres by itself."""
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL pg_trgm.word_similarity_threshold = {FORGIVEN}")
        yield


def swapped(words: str) -> str:
    """The question as a tsquery with two neighbouring letters the other way round, as fingers do it; or nothing.

    Trigrams do not forgive that in a short word: “bugdet” shares three of them with “budget”.
    """
    parts = []
    for word in re.findall(r"\w+", asked(words).wanted)[:MOST_SWAPPED]:
        if not SHORTEST_SWAPPED <= len(word) <= LONGEST_SWAPPED or UNSPACED.search(word):
            continue
        turned = (f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1))
        parts.append(" | ".join(f"'{variant}'" for variant in dict.fromkeys([word, *turned])))
    return " & ".join(f"({part})" for part in parts)


def folded_words(words: str) -> str:
    """A question or a title, folded and on one line: how names are compared."""
    return " ".join(text.fold(words).split())[:200]
