"""The words of an inventory in every language of the portal: headings, and values of closed lists.

An export speaks its reader's language. An import understands each language and the keys, so that a file comes back
whoever opens it: a word is written alone only where no language means anything else by it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation import text
from knowledge_base import inventory_columns as columns
from knowledge_base.enums import CreditRole, Kind, Licence, Sharing
from knowledge_base.models import ResourcePage

# Columns that are no field of a page, or are said otherwise than the field.
OWN_WORDS = {
    "key": _("key"),
    "kind": _("kind"),
    "state": _("state"),
    "tags": _("topics"),
    "credits": _("credits"),
    "story_people": _("people of a story"),
    "result_confirmations": _("confirmed results"),
    "pieces": _("parts of publications"),
    "confirmed_on": _("Confirmed on"),
    "confirmed_by": _("Confirmed by"),
    "published_on": _("Published on"),
    "updated_on": _("changed on"),
    "retired_on": _("Retired on"),
    "retired_reason": _("Why it is retired"),
    "instead": _("What stands in its place"),
    "merged_into": _("merged into"),
    "address": _("address"),
}
YES_NO = (("yes", _("yes")), ("no", _("no")))
# “Body (2)” goes on where “body” ends; “what happened (happened)” says which of two columns is meant.
GOES_ON = re.compile(r"\s*\(\d+\)\s*$")
WITH_KEY = re.compile(r"\(\s*(\w+)\s*\)\s*$")
# What is longer is no word of an inventory, and the patterns take too long over it.
LONGEST_WORD = 200
# Who is credited: the part, a colon as any script writes it, the name.
PART = re.compile(r"[:：]")


def folded(words: Any) -> str:
    return " ".join(text.fold(str(words)).replace("_", " ").split())


def word_for(name: str) -> Any:
    """What a column is called, in the language of the moment."""
    if name in OWN_WORDS:
        return OWN_WORDS[name]
    field: Any = columns.own_fields().get(name) or ResourcePage._meta.get_field(name)
    return field.verbose_name


def heading(name: str) -> str:
    """The words for a column, in a sentence and over a column; with its key where they might mean another one."""
    word = " ".join(str(word_for(name)).split())
    return word if _meant(word) == {name} else f"{word} ({name})"


@lru_cache(maxsize=1)
def _headings() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in columns.columns():
        found.setdefault(folded(name), set()).add(name)
    for code, _name in settings.LANGUAGES:
        with override(code):
            for name in columns.columns():
                found.setdefault(folded(word_for(name)), set()).add(name)
    return found


def _meant(word: str) -> set[str]:
    return _headings().get(folded(word), set())


def column(cell: str) -> str:
    """The column of a heading in whatever language, or the heading itself where it is none."""
    if len(cell) > LONGEST_WORD:
        return cell
    cell = GOES_ON.sub("", cell.strip())
    key = folded(cell).replace(" ", "_")
    if key in columns.columns():
        return key
    named = WITH_KEY.search(cell)
    if named and named[1].lower() in columns.columns():
        return named[1].lower()
    meant = _meant(cell)
    return next(iter(meant)) if len(meant) == 1 else key


@lru_cache(maxsize=128)
def choices_of(name: str) -> tuple[tuple[str, Any], ...] | None:
    """The closed list of a column, if it has one."""
    known: dict[str, Any] = {
        "kind": Kind.choices,
        "language": settings.LANGUAGES,
        "sharing": Sharing.choices,
        "licence": Licence.choices,
        "state": list(columns.STATES.items()),
    }
    if name in known:
        return tuple(known[name])
    one = columns.own_fields().get(name)
    if one is None:
        return None
    if isinstance(one, models.BooleanField):
        return YES_NO
    return tuple((str(key), word) for key, word in one.choices) if one.choices else None


@lru_cache(maxsize=64)
def _values(name: str) -> dict[str, set[str]]:
    """What each word of a closed list means, by all languages."""
    pairs = CreditRole.choices if name == "credits" else choices_of(name) or []
    found: dict[str, set[str]] = {}
    for key, _word in pairs:
        found.setdefault(folded(key), set()).add(str(key))
    for code, _name in settings.LANGUAGES:
        with override(code):
            for key, word in pairs:
                found.setdefault(folded(word), set()).add(str(key))
    return found


def key_in(name: str, cell: str) -> str | None:
    """The key of a word of a closed list, in whatever language it stands."""
    if len(cell) > LONGEST_WORD:
        return None
    return _key_in(name, cell)


@lru_cache(maxsize=2048)
def _key_in(name: str, cell: str) -> str | None:
    meant = _values(name).get(folded(cell), set())
    return next(iter(meant)) if len(meant) == 1 else None


def word_in(name: str, key: str) -> str:
    """The word for a key, in the language of the moment; the key itself where the word might mean another."""
    return _word_in(name, key, get_language() or "")


@lru_cache(maxsize=2048)
def _word_in(name: str, key: str, language: str) -> str:
    pairs = CreditRole.choices if name == "credits" else choices_of(name) or []
    word = next((str(word) for known, word in pairs if str(known) == key), key)
    return word if key_in(name, word) == key else key


def shown(name: str, cell: str) -> str:
    """A cell as its reader sees it."""
    if not cell:
        return cell
    if name == "credits":
        return columns.join([_part_as(one, word_in) for one in columns.split(cell)])
    return word_in(name, cell) if choices_of(name) else cell


def understood(name: str, cell: str) -> str:
    """A cell as the portal keeps it: words of closed lists by their key. What is no such word stays as it is."""
    if not cell:
        return cell
    if name == "credits":
        return columns.join([_part_as(one, key_in) for one in columns.split(cell)])
    return (key_in(name, cell) or cell) if choices_of(name) else cell


def _part_as(credit: str, turned: Any) -> str:
    """“author: Amina” with its part in other words; a name without a part stays a name."""
    part, *rest = PART.split(credit, maxsplit=1)
    key = key_in("credits", part.strip()) if rest else None
    return f"{turned('credits', key)}: {rest[0].lstrip()}" if key else credit
