"""What the cells of an inventory mean that are not simply fields of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cop_portal.foundation import text
from knowledge_base import inventory_columns as columns
from knowledge_base import inventory_words as words
from knowledge_base.enums import Licence, Sharing


def _line(most: int, what: str) -> Callable[[str], str]:
    def understood(cell: str) -> str:
        value = text.one_line(cell)
        if len(value) > most:
            raise ValidationError(
                _("It is %(length)s letters long; at most %(most)s fit.")
                % {"length": len(value), "most": most}
            )
        return value

    return understood


def _months(cell: str) -> int:
    number = re.fullmatch(r"(\d{1,3})(\.0)?", cell)
    if not number or not 1 <= int(number[1]) <= 120:
        raise ValidationError(_("“%(text)s” is no number of months from 1 to 120.") % {"text": cell[:20]})
    return int(number[1])


def _licence(cell: str) -> str:
    """By its key, its words, or what stands before their colon: “CC BY 4.0”."""
    short = {text.fold(str(one.label).partition(":")[0]): one.value for one in Licence}
    return short.get(text.fold(cell)) or columns.choice(cell, Licence.choices, _("licence")) if cell else ""


def _past(name: str) -> Callable[[str], Any]:
    """A day or a moment at which something happened."""

    def understood(cell: str) -> Any:
        found = columns.day_or_moment(cell, words.heading(name))
        if found and found > timezone.now():
            raise ValidationError(
                _("“%(text)s” is in the future; write the day on which it was.") % {"text": cell[:40]}
            )
        return found

    return understood


def _day(cell: str) -> Any:
    found = columns.day_or_moment(cell, words.heading("next_review_on"))
    return found.date() if found else None


MEANINGS: dict[str, Callable[[str], Any]] = {
    "title": _line(200, "title"),
    "summary": _line(300, "summary"),
    "place": _line(120, "place"),
    "retired_reason": _line(300, "retired reason"),
    "language": lambda cell: columns.choice(cell, settings.LANGUAGES, _("language of the portal")),
    "sharing": lambda cell: columns.choice(cell, Sharing.choices, _("level of sharing")),
    "licence": _licence,
    "pieces": str,
    "state": lambda cell: columns.choice(cell, list(columns.STATES.items()), _("state")),
    "tags": lambda cell: [text.one_line(name)[:100] for name in columns.split(cell)],
    "story_people": columns.story_people,
    "review_months": _months,
    "next_review_on": _day,
    "confirmed_on": _past("confirmed_on"),
    "published_on": _past("published_on"),
    "retired_on": _past("retired_on"),
}
