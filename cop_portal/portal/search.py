"""One search over all storeys: each is asked for what this reader may see; the roof puts it together.

A very common word would match a good part of all rows. Each part therefore ranks a bounded set: the
newest rows that match. Postgres walks the newest rows where most match, and the word index where
few do; either way the time is bounded (docs/decisions/0008-search.md).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
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


def query_of(words: str) -> SearchQuery | None:
    """The question in Postgres' terms: words as they are, or their stems in the reader's language."""
    wanted = " ".join(re.findall(r'[\w"\-]+', fold(words))[:MOST_WORDS])
    if not wanted.strip('"- '):
        return None
    query = SearchQuery(wanted, config="simple", search_type="websearch")
    config = search_config(get_language() or settings.LANGUAGE_CODE)
    if config != "simple":
        query = query | SearchQuery(wanted, config=config, search_type="websearch")
    return query


def search_all(user: Any, words: str, *, kind: str = "") -> Found:
    """What this reader may see of what matches; counts are of that and of nothing else."""
    query = query_of(words)
    found = Found(words, [], [], [], [], [])
    if query is None:
        return found
    ids = readable_ids(user)

    def wanted(name: str) -> bool:
        return kind in ("", name)

    if wanted("communities"):
        found.communities = list(communities.directory(user, words=words)[:PER_KIND])
    if wanted("people"):
        found.people = list(directory.people(user, words=words)[:PER_KIND])
    if wanted("resources"):
        found.resources = list(find_resources(user, query, limit=PER_KIND))
    if wanted("discussions"):
        found.discussions = list(find_discussions(user, query, ids, limit=PER_KIND))
    if wanted("contributions"):
        found.contributions = list(find_contributions(user, query, ids, limit=PER_KIND * 2))
    return found


def snippet(text: str, words: str, *, length: int = 220) -> SafeString:
    """The part of a text around the first word that matches, with the words marked."""
    terms = [term for term in re.findall(r"\w+", fold(words)) if len(term) > 1]
    folded = [fold(char) for char in text]
    joined = "".join(folded)
    starts, position = [], 0
    for piece in folded:
        starts.append(position)
        position += len(piece)
    first = min((at for term in terms if (at := joined.find(term)) >= 0), default=0)
    begin = max(_index(starts, first) - 60, 0)
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    part = text[begin : begin + length]
    out, last = [], 0
    for match in re.finditer(r"\w+", part):
        if any(fold(match.group()).startswith(term[: max(len(term) - 2, 3)]) for term in terms):
            out += [escape(part[last : match.start()]), "<mark>", escape(match.group()), "</mark>"]
            last = match.end()
    out.append(escape(part[last:]))
    return mark_safe(("… " if begin else "") + "".join(out) + (" …" if begin + length < len(text) else ""))


def _index(starts: list[int], position: int) -> int:
    return max(bisect_right(starts, position) - 1, 0)
