"""Kinds of mailing list that the portal writes to, declared by the storeys above.

A list is named by its kind and the id of what it belongs to. The mail queue asks it, right before
sending, who still wants it; the stop link in each mail tells it who does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class MailList:
    """label(ref) names the list for people; still_wanted(ref, user_ids) returns the ids that do."""

    kind: str
    label: Callable[[int | None], str | Promise]
    still_wanted: Callable[[int | None, Iterable[int]], set[int]]
    stop: Callable[[Any, int | None], None]
    resume: Callable[[Any, int | None], None]


_lists: dict[str, MailList] = {}


def register(mail_list: MailList) -> None:
    if _lists.setdefault(mail_list.kind, mail_list) is not mail_list:
        raise ValueError(f"the list {mail_list.kind} is registered twice")


def get(kind: str) -> MailList | None:
    return _lists.get(kind)
