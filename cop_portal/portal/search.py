"""One search over all storeys: each is asked for what this reader may see; the roof puts it together.

A very common word would match a good part of all rows. Each source therefore ranks and counts a bounded
set, the newest rows that match. Postgres walks the newest rows where most match, and the word index where
few do; either way the time is bounded (docs/decisions/0008-search.md).
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString

from communities.finding import Finding, Hit, Narrowed, Question, Source, sources
from communities.queries.communities import reach_of
from cop_portal.foundation.searching import BOUND, UNSPACED, folded_words, pairs, read_question, swapped
from cop_portal.foundation.text import fold

PER_KIND = 5
PER_PAGE = 20
MOST_EXACT = 10
# Fewer findings than this, and what is written much like the words is looked for too.
FEW = 3
MOST_VALUES = 8
# From this likeness on (0 to 1) a word of a title is what somebody meant to type.
MEANT = 0.7
AGES = {"week": 7, "month": 31, "year": 366}


class Row(NamedTuple):
    """A finding and what kind it is of."""

    kind: str
    finding: Finding


@dataclass
class Part:
    """What was found of one kind. count may be more than rows; capped says that there is more than was counted."""

    kind: str
    label: str | Promise
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    capped: bool = False


@dataclass
class Found:
    """Everything found for one question."""

    words: str
    exact: list[Row] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    alike: list[Row] = field(default_factory=list)
    meant: str = ""
    facets: dict[str, list[tuple[Any, int]]] = field(default_factory=dict)
    page: int = 1
    pages: int = 1

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)

    def of(self, kind: str) -> list[Finding]:
        """The findings of a kind that the page shows, wherever on it."""
        rows = [*self.exact, *(row for part in self.parts for row in part.rows), *self.alike]
        return [row.finding for row in rows if row.kind == kind]


def kinds() -> dict[str, str | Promise]:
    """What can be found, by its key, in the order in which it is shown."""
    return {source.kind: source.label for source in sources()}


def search_all(
    user: Any,
    words: str,
    *,
    kind: str = "",
    narrowed: Narrowed | None = None,
    page: int = 1,
    begun: bool = False,
) -> Found:
    """What this reader may see of what matches; counts are of that and of nothing else.

    begun: the words are still being typed.
    """
    found = Found(words, page=page)
    query = read_question(words, begun=begun)
    if not query and not fold(words).strip(' "-_'):
        return found
    question = Question(user, words, folded_words(words), query, reach_of(user), narrowed or Narrowed())
    asked = [
        source
        for source in sources()
        if kind in ("", source.kind) and question.narrowed.names() <= source.facets
    ]
    hits = [(source, source.hits(question) if query else []) for source in asked]
    hits = [(source, sorted(rows, key=_order)) for source, rows in hits]
    found.facets = _facets(hits)
    found.parts = _parts(hits)
    _show(found, question, hits, one_kind=bool(kind))
    if found.total < FEW and page == 1:
        _add_alike(found, question, asked, {(source.key, hit.pk) for source, rows in hits for hit in rows})
    return found


def _order(hit: Hit) -> tuple[Any, ...]:
    return (not hit.exact, -hit.rank, -hit.pk)


def _parts(hits: list[tuple[Source, list[Hit]]]) -> list[Part]:
    """A part for each kind, with what it counts; sources of one kind are added."""
    parts: dict[str, Part] = {}
    for source, rows in hits:
        part = parts.setdefault(source.kind, Part(source.kind, source.label))
        part.count += len(rows)
        part.capped = part.capped or len(rows) >= BOUND
    return list(parts.values())


def _show(found: Found, question: Question, hits: list[tuple[Source, list[Hit]]], *, one_kind: bool) -> None:
    """Fetch the rows that the page shows: what is called so first, then the best of each kind."""
    by_kind: dict[str, list[tuple[Source, Hit]]] = {}
    for source, rows in hits:
        by_kind.setdefault(source.kind, []).extend((source, hit) for hit in rows)
    for pairs_ in by_kind.values():
        pairs_.sort(key=lambda one: _order(one[1]))
    exact: list[tuple[Source, Hit]] = []
    if one_kind:
        found.pages = max(-(-found.total // PER_PAGE), 1)
        begin = (found.page - 1) * PER_PAGE
        wanted = {kind: rows[begin : begin + PER_PAGE] for kind, rows in by_kind.items()}
    else:
        exact = [one for rows in by_kind.values() for one in rows if one[1].exact][:MOST_EXACT]
        wanted = {
            kind: [one for one in rows if one not in exact][:PER_KIND] for kind, rows in by_kind.items()
        }
    fetched = _fetch(question, [*exact, *(one for rows in wanted.values() for one in rows)])
    found.exact = [row for one in exact if (row := fetched.get((one[0].key, one[1].pk)))]
    for part in found.parts:
        part.rows = [row for one in wanted[part.kind] if (row := fetched.get((one[0].key, one[1].pk)))]


def _fetch(question: Question, wanted: Iterable[tuple[Source, Hit]]) -> dict[tuple[str, int], Row]:
    """The rows of these hits, in one statement for each source."""
    keys: dict[str, list[int]] = {}
    by_key: dict[str, Source] = {}
    for source, hit in wanted:
        by_key[source.key] = source
        keys.setdefault(source.key, []).append(hit.pk)
    return {
        (key, finding.pk): Row(by_key[key].kind, finding)
        for key, pks in keys.items()
        for finding in by_key[key].rows(question, pks)
    }


def _add_alike(found: Found, question: Question, asked: list[Source], known: set[tuple[str, int]]) -> None:
    """Titles and names with nearly these words, and the words that were probably meant."""
    near = [
        (source, hit)
        for source in asked
        if source.alike is not None
        for hit in source.alike(question)
        if (source.key, hit.pk) not in known
    ]
    if not found.total and not near:
        near = _swapped(question, asked)
    fetched = _fetch(question, near)
    found.alike = [row for source, hit in near if (row := fetched.get((source.key, hit.pk)))]
    if not found.total:
        found.meant = meant(question.words, [row.finding.title for row in found.alike])


def _swapped(question: Question, asked: list[Source]) -> list[tuple[Source, Hit]]:
    """What has these words with two letters the other way round: the best few of each source."""
    query = swapped(question.words)
    if not query:
        return []
    turned = replace(question, query=query)
    return [(source, hit) for source in asked for hit in sorted(source.hits(turned), key=_order)[:PER_KIND]]


def meant(words: str, titles: list[str]) -> str:
    """The question with words of these titles in the place of those that are nearly the same; or nothing."""
    known = {fold(word): word for title in titles for word in re.findall(r"\w{3,}", title)}
    out = []
    for word in words.split():
        best = difflib.get_close_matches(fold(word), known, n=1, cutoff=MEANT)
        out.append(known[best[0]] if best and best[0] != fold(word) else word)
    guess = " ".join(out)
    return "" if fold(guess) == fold(words) else guess.lower()


def _facets(hits: list[tuple[Source, list[Hit]]]) -> dict[str, list[tuple[Any, int]]]:
    """How many of the hits there are of each value; the most frequent first."""
    rows = [hit for _source, found in hits for hit in found]
    facets = {
        "community": Counter(hit.community for hit in rows if hit.community),
        "language": Counter(hit.language for hit in rows if hit.language),
        "place": Counter(hit.place for hit in rows if hit.place),
        "trust": Counter(hit.trust for hit in rows if hit.trust),
    }
    counted: dict[str, list[tuple[Any, int]]] = {
        name: counter.most_common(MOST_VALUES) for name, counter in facets.items()
    }
    now = timezone.now()
    ages = [
        (name, sum(1 for hit in rows if hit.at and hit.at >= now - datetime.timedelta(days=days)))
        for name, days in AGES.items()
    ]
    counted["since"] = [(name, count) for name, count in ages if count]
    return counted


def snippet(text: str, words: str, *, length: int = 220) -> SafeString:
    """The part of a text around the first word that matches, with the words marked."""
    terms = tuple(term for term in re.findall(r"\w+", fold(words)) if len(term) > 1 or UNSPACED.match(term))
    begin = max(_first_match(text, terms) - 60, 0)
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    part = text[begin : begin + length]
    stems = tuple(term[: max(len(term) - 2, 3)] for term in terms if not UNSPACED.search(term))
    signs = [sign for term in terms if UNSPACED.search(term) for sign in _signs(term)]
    finder = re.compile("|".join([*(re.escape(sign) for sign in signs), r"\w+"]))
    out, last = [], 0
    for match in finder.finditer(part):
        if match.group() in signs or (stems and fold(match.group()).startswith(stems)):
            out += [escape(part[last : match.start()]), "<mark>", escape(match.group()), "</mark>"]
            last = match.end()
        elif signs and UNSPACED.search(match.group()):
            marked = re.sub(
                "|".join(map(re.escape, signs)),
                lambda found: f"<mark>{found.group()}</mark>",
                str(escape(match.group())),
            )
            out += [escape(part[last : match.start()]), marked]
            last = match.end()
    out.append(escape(part[last:]))
    ends = " …" if begin + length < len(text) else ""
    return SafeString(("… " if begin else "") + "".join(out) + ends)


def _signs(term: str) -> list[str]:
    """What of a word without spaces is marked: the whole of it, and its pairs."""
    return list(dict.fromkeys([term, *(pair for pair in pairs(term) if len(pair) > 1 or len(term) == 1)]))


def _first_match(text: str, terms: tuple[str, ...]) -> int:
    """Where in the text the first term stands. Folding may change the length; then char by char."""
    folded = fold(text)
    found = [at for term in terms if (at := folded.find(term)) >= 0]
    if not found:
        return 0
    if len(folded) == len(text):
        return min(found)
    position = 0
    for index, char in enumerate(text):
        if position >= min(found):
            return index
        position += len(fold(char))
    return 0
