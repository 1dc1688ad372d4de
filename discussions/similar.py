"""What is there already that is like a question: each storey registers what it keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery

from communities.models import Community
from cop_portal.foundation.text import fold, search_config

FEWEST_LETTERS = 8
MOST = 6
# From this likeness of two titles on (trigrams, 0 to 1) one is shown before the other is posted.
CLOSE = 0.6


@dataclass(frozen=True)
class Similar:
    """Something that may answer a question before it is asked."""

    source: str
    pk: int
    title: str
    url: str
    community: str
    kind: str  # in words: "Question, answered"
    words: str = ""  # the accepted answer or the summary, shortened
    likeness: float = 0.0  # 0 to 1, of the titles
    trusted: Any = None  # a resource, where it is one: what the trust sign is of

    @property
    def key(self) -> str:
        return f"{self.source}:{self.pk}"

    @property
    def is_close(self) -> bool:
        return self.likeness >= CLOSE


@dataclass(frozen=True)
class Source:
    """find: what this person may read that is like a folded text, best first. one: a thing by its key."""

    order: int
    key: str
    find: Callable[[Any, Community, str], list[Similar]]
    one: Callable[[Any, int], Similar | None]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    if _sources.setdefault(source.key, source) is not source:
        raise ValueError(f"the source {source.key} is registered twice")


def find_similar(user: Any, community: Community, text: str) -> list[Similar]:
    """What is like a title, of all sources, most alike first. Nothing for a few letters."""
    wanted = fold(text).strip()[:200]
    if len(wanted) < FEWEST_LETTERS:
        return []
    rows = [
        row
        for source in sorted(_sources.values(), key=lambda source: source.order)
        for row in source.find(user, community, wanted)
    ]
    return sorted(rows, key=lambda row: -row.likeness)[:MOST]


def get_similar(user: Any, key: str) -> Similar | None:
    """One thing by its key, if the person may read it."""
    name, _colon, number = key.partition(":")
    source = _sources.get(name)
    if source is None or not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    return source.one(user, int(number))


def words_of(wanted: str) -> list[str]:
    """The words of a folded text that tell something: longer than three letters, each once."""
    return list(dict.fromkeys(word for word in wanted.split() if len(word.strip("?!.,:;")) > 3))


def shared(wanted: str, folded: str) -> float:
    """Which part of the words of a text another one has too, 0 to 1."""
    words = words_of(wanted)
    if not words:
        return 0.0
    return sum(word.strip("?!.,:;")[:6] in folded for word in words) / len(words)


def any_word(wanted: str, language: str) -> SearchQuery | CombinedSearchQuery | None:
    """A search for whichever of these words, as they are and by their stems; none where no word tells."""
    words = words_of(wanted)
    if not words:
        return None
    text = " or ".join(words)
    query = SearchQuery(text, config="simple", search_type="websearch")
    config = search_config(language)
    if config == "simple":
        return query
    return query | SearchQuery(text, config=config, search_type="websearch")
