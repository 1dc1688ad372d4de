"""Whom and what a synthesis rests on, and who and what is not represented yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language_info

from cop_portal.foundation.accounts.queries import office_label
from discussions.models import Discussion


@dataclass
class Part:
    """Contributors, offices, languages or questions: how many took part, how many are cited, who is missing."""

    all: int
    represented: int
    missing: list[str]


@dataclass
class Coverage:
    people: Part
    offices: Part
    languages: Part
    questions: Part


def coverage(discussion: Discussion, cited: set[int]) -> Coverage:
    """What the cited numbers cover of a discussion. The facilitator's own contributions do not count."""
    rows = list(
        discussion.contributions.standing()
        .exclude(author=None)
        .exclude(author=discussion.facilitator_id)
        .order_by("number")
        .values_list(
            "number", "author_id", "author__name", "office__level", "office__city", "author__organisation",
            "language", "author__language", "question_number",
        )
    )  # fmt: skip
    people, offices, languages, asked = [], [], [], []
    for number, author, name, level, city, organisation, language, spoken, question in rows:
        used = number in cited
        people.append((author, name, used))
        label = office_label(level, city, organisation)
        offices.append((label, label, used))
        code = language or spoken or discussion.community.language or settings.LANGUAGE_CODE
        languages.append((code, _language(code), used))
        asked.append((question, str(question), used))
    wanted = [
        (number, str(number), False)
        for number in discussion.guiding_questions.values_list("number", flat=True)
    ]
    known = {number for number, _label, _used in wanted}
    return Coverage(
        _part(people),
        _part(row for row in offices if row[0]),
        _part(languages),
        _part([*wanted, *(row for row in asked if row[0] in known)]),
    )


def _part(rows: Iterable[tuple[object, str, bool]]) -> Part:
    labels: dict[object, str] = {}
    represented = set()
    for key, label, used in rows:
        labels[key] = label
        if used:
            represented.add(key)
    return Part(
        len(labels), len(represented), [label for key, label in labels.items() if key not in represented]
    )


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
