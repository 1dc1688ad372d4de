"""One search over all storeys: each is asked for what this reader may see; the roof puts it together.

A very common word would match a good part of all rows. Each part therefore ranks a bounded set: the
newest rows that match. Postgres walks the newest rows where most match, and the word index where
few do; either way the time is bounded (docs/decisions/0008-search.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from communities.queries import communities, directory
from communities.queries.communities import readable_ids
from cop_portal.foundation.text import fold, search_config
from discussions.queries.search import find_contributions, find_discussions
from knowledge_base.queries.search import find_resources

MOST_WORDS = 12
PER_KIND = 10


@dataclass
class Found:
    """Everything found for one question, by kind."""

    words: str
    communities: list[Any]
    people: list[Any]
    resources: list[Any]
    discussions: list[Any]
    contributions: list[Any]

    @property
    def total(self) -> int:
        return sum(
            len(part)
            for part in (self.communities, self.people, self.resources, self.discussions, self.contributions)
        )


def asked(words: str) -> str:
    """The question as Postgres' web search takes it, folded; empty where there is no word in it."""
    wanted = " ".join(re.findall(r'[\w"\-]+', fold(words))[:MOST_WORDS])
    return wanted if wanted.strip('"- ') else ""


def search_all(user: Any, words: str, *, kind: str = "") -> Found:
    """What this reader may see of what matches; counts are of that and of nothing else."""
    question = asked(words)
    found = Found(words, [], [], [], [], [])
    if not question:
        return found
    config = search_config(get_language() or settings.LANGUAGE_CODE)

    def wanted(name: str) -> bool:
        return kind in ("", name)

    if wanted("communities"):
        found.communities = list(communities.directory(user, words=words)[:PER_KIND])
    if wanted("people"):
        found.people = list(directory.people(user, words=words)[:PER_KIND])
    if wanted("resources"):
        found.resources = list(find_resources(user, _query(question, config), limit=PER_KIND))
    if wanted("discussions") or wanted("contributions"):
        ids = readable_ids(user)
        if wanted("discussions"):
            found.discussions = find_discussions(question, config, ids, limit=PER_KIND)
        if wanted("contributions"):
            found.contributions = find_contributions(question, config, ids, limit=PER_KIND * 2)
    return found


def _query(question: str, config: str) -> SearchQuery:
    """Words as they are, or their stems in the reader's language."""
    query = SearchQuery(question, config="simple", search_type="websearch")
    if config == "simple":
        return query
    return query | SearchQuery(question, config=config, search_type="websearch")


def snippet(text: str, words: str, *, length: int = 220) -> SafeString:
    """The part of a text around the first word that matches, with the words marked."""
    terms = tuple(term for term in re.findall(r"\w+", fold(words)) if len(term) > 1)
    begin = max(_first_match(text, terms) - 60, 0)
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    part = text[begin : begin + length]
    stems = tuple(term[: max(len(term) - 2, 3)] for term in terms)
    out, last = [], 0
    for match in re.finditer(r"\w+", part):
        if stems and fold(match.group()).startswith(stems):
            out += [escape(part[last : match.start()]), "<mark>", escape(match.group()), "</mark>"]
            last = match.end()
    out.append(escape(part[last:]))
    ends = " …" if begin + length < len(text) else ""
    return SafeString(("… " if begin else "") + "".join(out) + ends)


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
