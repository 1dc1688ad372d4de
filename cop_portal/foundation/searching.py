"""What search knows of a text, and how it reads a question."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
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
    folded = spaced(text.fold(said))
    vector: SearchVector | CombinedExpression = SearchVector(Value(folded), config="simple", weight=weight)
    config = text.search_config(language)
    if config == "simple":
        return vector
    vector = vector + SearchVector(Value(folded), config=config, weight=weight)
    written = said.casefold()[:LONGEST]
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


def asked(words: str, *, as_written: bool = False) -> str:
    """A question as Postgres' web search takes it, folded; empty where there is no word in it."""
    parts = []
    words = words.replace("\x00", "").casefold() if as_written else text.fold(words)
    for part in ASKED.findall(words)[:MOST_WORDS]:
        parts.append(UNSPACED.sub(_as_phrase, part) if '"' not in part else spaced(part))
    wanted = " ".join(" ".join(parts).split())
    return wanted if wanted.strip('"- ') else ""


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

    begun: it is still being typed, and its last word may be the beginning of one. Empty where it asks for
    nothing. One statement.
    """
    wanted = asked(words)
    if not wanted:
        return ""
    readings = [(config, wanted) for config in _configs()]
    written = asked(words, as_written=True)
    if written != wanted:
        readings += [(config, written) for config in _configs()[1:]]
    columns = ["websearch_to_tsquery(%s::regconfig, %s)::text"] * len(readings)
    parameters = [part for reading in readings for part in reading]
    last = re.search(r"\w+$", wanted)
    one_sign = last is not None and len(last.group()) == 1 and UNSPACED.fullmatch(last.group())
    if last is not None and (one_sign or (begun and len(last.group()) > 1)):
        columns.append("(websearch_to_tsquery('simple', %s) && to_tsquery('simple', %s))::text")
        parameters += [wanted[: last.start()], f"{last.group()}:*"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", parameters)
        found = dict.fromkeys(part for part in cursor.fetchone() if part)
    return " | ".join(f"({part})" for part in found)


def swapped(words: str) -> str:
    """The question as a tsquery with two neighbouring letters the other way round, as fingers do it; or nothing.

    Trigrams do not forgive that in a short word: “bugdet” shares three of them with “budget”.
    """
    parts = []
    for word in re.findall(r"\w+", asked(words))[:MOST_SWAPPED]:
        if not SHORTEST_SWAPPED <= len(word) <= LONGEST_SWAPPED or UNSPACED.search(word):
            continue
        turned = (f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1))
        parts.append(" | ".join(f"'{variant}'" for variant in dict.fromkeys([word, *turned])))
    return " & ".join(f"({part})" for part in parts)


def folded_words(words: str) -> str:
    """A question or a title, folded and on one line: how names are compared."""
    return " ".join(text.fold(words).split())[:200]
