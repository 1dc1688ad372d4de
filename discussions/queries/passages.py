"""What stands on the two sides of the composer: contributions to mark, and themes with their passages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict

from cop_portal.foundation.accounts.models import Office
from cop_portal.foundation.text import plain
from discussions.models import Contribution, Discussion, Passage, Theme

PAGE = 20
MOST_SENTENCES = 30
# After the end of a sentence, or of a line.
_END = re.compile(r"(?<=[.!?؟。])\s+|\n+")


@dataclass(frozen=True)
class Choice:
    """Which contributions are shown: of a question, of an office, not yet used, after or before a number."""

    question: int = 0
    office: int = 0
    unused: bool = False
    after: int = 0
    before: int = 0

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Choice:
        """From an address or a form; what is no number counts as none."""

        def number(name: str) -> int:
            value = str(asked.get(name) or "")
            return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0

        return cls(
            number("question"), number("office"), bool(asked.get("unused")), number("after"), number("before")
        )

    def at(self, *, after: int = 0, before: int = 0) -> Choice:
        """The same choice at another place."""
        return replace(self, after=after, before=before)

    def query(self) -> str:
        """For an address: ?question=2&unused=1, or nothing."""
        found = QueryDict(mutable=True)
        for name in ("question", "office", "unused", "after", "before"):
            if getattr(self, name):
                found[name] = str(int(getattr(self, name)))
        return f"?{found.urlencode()}" if found else ""


@dataclass
class Source:
    """A contribution beside the synthesis, with what is marked in it."""

    contribution: Contribution
    passages: list[Passage]
    cited: bool
    sentences: list[str]
    # What somebody began to mark and could not yet: it stays in its fields.
    typed: dict[str, str] = field(default_factory=dict)


@dataclass
class Sources:
    rows: list[Source]
    previous: int  # show what stands before this number; 0 for nothing
    next: int


def themes_of(discussion: Discussion) -> list[Theme]:
    """The themes in their order, each with its passages."""
    passages = Passage.objects.filter(
        contribution__withdrawn_at=None, contribution__hidden_at=None
    ).select_related("contribution__author")
    return list(discussion.themes.prefetch_related(Prefetch("passages", passages)))


def sources(
    discussion: Discussion,
    choice: Choice,
    *,
    cited: set[int],
    themes: list[Theme],
    typed: Mapping[int, dict[str, str]] | None = None,
) -> Sources:
    """A page of contributions; what is marked in them is known from the themes already.

    typed: what somebody began to mark, by number; those contributions are shown wherever they stand.
    """
    typed = typed or {}
    marked: dict[int, list[Passage]] = {}
    for theme in themes:
        for passage in theme.passages.all():
            passage.theme = theme
            marked.setdefault(passage.contribution_id, []).append(passage)
    rows = _chosen(discussion, choice, cited=cited, marked=set(marked))
    if choice.before:
        found = list(rows.filter(number__lt=choice.before).order_by("-number")[: PAGE + 1])
        more_before, more_after = len(found) > PAGE, True
        found = found[:PAGE][::-1]
    else:
        found = list(rows.filter(number__gt=choice.after)[: PAGE + 1])
        more_before, more_after = choice.after > 0, len(found) > PAGE
        found = found[:PAGE]
    elsewhere = set(typed) - {row.number for row in found}
    others = (
        list(_chosen(discussion, Choice(), cited=set(), marked=set()).filter(number__in=elsewhere))
        if elsewhere
        else []
    )
    shown = [
        Source(
            row,
            marked.get(row.pk, []),
            row.number in cited,
            sentences(plain(row.body_html)),
            typed.get(row.number, {}),
        )
        for row in [*others, *found]
    ]
    return Sources(
        shown,
        found[0].number if found and more_before else 0,
        found[-1].number if found and more_after else 0,
    )


def _chosen(
    discussion: Discussion, choice: Choice, *, cited: set[int], marked: set[int]
) -> QuerySet[Contribution]:
    rows = discussion.contributions.standing().select_related("author", "office")
    if choice.question:
        rows = rows.filter(question_number=choice.question)
    if choice.office:
        rows = rows.filter(office=choice.office)
    if choice.unused:
        rows = rows.exclude(number__in=cited).exclude(pk__in=marked)
    return rows.defer("search", "quoted").order_by("number")


def offices_of(discussion: Discussion) -> list[Office]:
    """The offices that contributions came from."""
    spoke = discussion.contributions.standing().exclude(office=None).values("office")
    return list(Office.objects.filter(pk__in=spoke).order_by("level", "city"))


def sentences(words: str) -> list[str]:
    """The sentences of a text, to choose from where there is nothing to select with."""
    found = (" ".join(part.split()) for part in _END.split(words))
    return [sentence for sentence in found if len(sentence) > 2][:MOST_SENTENCES]
