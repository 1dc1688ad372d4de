"""Columns of an inventory for what stands beside a resource: who confirmed the result of a story, the parts of an issue."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cop_portal.foundation import text

# “2026-05-03 Amina Wanjiru: The wells still run.” The day and the words may be missing.
# A moment, a name and words are no longer; a longer cell is not even looked at.
LONGEST = 600
# So many more than are known already: each is held against each.
MOST = 200
PERSON = re.compile(r"(.*?)\s*\(#(\d{1,18})\)")
RESULT = re.compile(r"(?:(\d{4}-\d\d?-\d\d?(?:\s+\d\d?:\d\d)?\S*)\s+)?([^:：]+?)\s*(?:[:：]\s*(.*))?", re.S)


@dataclass(frozen=True)
class Result:
    """Somebody's word that what a story tells came about."""

    name: str
    user_id: int | None
    words: str
    at: datetime.datetime | None

    def is_same(self, other: Result) -> bool:
        """A cell without a day means any."""
        return (
            self.user_id == other.user_id
            and (self.user_id is not None or self.name == other.name)
            and self.words == other.words
            and (self.at is None or other.at is None or same_moment(self.at, other.at))
        )


def same_moment(now: datetime.datetime, value: datetime.datetime) -> bool:
    """A file that knows only the day means any moment of that day."""
    midnight = value.hour == value.minute == value.second == 0
    return now == value or (midnight and now.astimezone(value.tzinfo).date() == value.date())


def results_of(rows: Iterable[Any]) -> list[Result]:
    return [Result(row.name, row.user_id, row.words, row.at) for row in rows]


def result_cells(results: Iterable[Result]) -> list[str]:
    """Each as a file says it: the moment, the name with the number of the account, the words."""
    found = []
    for one in results:
        at = one.at.astimezone(datetime.UTC).isoformat() if one.at else ""
        name = f"{one.name} (#{one.user_id})" if one.user_id else one.name
        found.append(f"{at} {name}: {one.words}".strip())
    return found


def results(cells: list[str], held: list[Result], moment: Callable[[str], Any]) -> list[Result]:
    """What a file says. What stands as it was is what it was, however it is written: a name may have a colon in it."""
    if len(cells) > len(held) + MOST:
        raise ValidationError(
            _("A file brings at most %(most)s confirmed results of one story.") % {"most": MOST}
        )
    known = dict(zip(result_cells(held), held, strict=True))
    return [known.get(cell) or result(cell, moment) for cell in cells]


def result(cell: str, moment: Callable[[str], Any]) -> Result:
    """One of them from what a file says. Raises ValidationError."""
    match = RESULT.fullmatch(cell) if len(cell) <= LONGEST else None
    if not match:
        raise ValidationError(
            _("Who confirmed a result is written as in “2026-05-03 Amina Wanjiru: the wells still run”.")
        )
    name, words = text.one_line(match[2]), text.one_line(match[3] or "")
    if len(name) > 120 or len(words) > 300:
        raise ValidationError(_("A name has at most 120 letters, and how somebody knows at most 300."))
    at = moment(match[1] or "")
    numbered = PERSON.fullmatch(name)
    return Result(numbered[1] if numbered else name, int(numbered[2]) if numbered else None, words, at)


def left_over(said: Iterable[Result], held: Iterable[Result]) -> tuple[list[Result], list[Result]]:
    """What is said and not held, and what is held and not said."""
    new, gone = [], list(held)
    for one in said:
        same = next((other for other in gone if other.is_same(one)), None)
        if same is None:
            new.append(one)
        else:
            gone.remove(same)
    return new, gone


def check_own_words(said: list[Result], held: list[Result], is_member: Callable[[str], bool]) -> None:
    """Who has an account confirms in the portal: no file speaks for them, or drops what they said.

    Who reads the page cannot tell a member's name that was typed from the member.
    """
    new, gone = left_over(said, held)
    typed = [one for one in new if is_member(one.name)]
    for one in [*new, *gone]:
        if one.user_id is not None or one in typed:
            raise ValidationError(
                _("What %(name)s confirmed is their own word; they say it in the portal, and no file does.")
                % {"name": one.name}
            )


def pieces_cell(rows: Iterable[Any], key_of: Callable[[Any], str]) -> str:
    """The parts of an issue in their order, with the texts that are its own; a resource by its key."""
    told = []
    for row in rows:
        one = {"kind": row.kind, "title": row.title, "text": row.text, "figure": row.figure}
        if row.resource is not None:
            one["resource"] = key_of(row.resource)
        told.append({name: value for name, value in one.items() if value})
    return json.dumps(told, ensure_ascii=False) if told else ""
