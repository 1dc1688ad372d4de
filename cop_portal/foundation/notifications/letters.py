"""What stands in a letter that gathers. The letter itself and its preview are put together here."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.notifications import kinds
from cop_portal.foundation.notifications.models import Frequency, Notice

MOST_ITEMS = 40
# In what is only looked at: the link that stops is each reader’s own, and nobody’s here.
NO_LINK = "…"
TEMPLATE = "notifications/email/digest"
WHY = {
    Frequency.DAILY: _("You get this because you chose one letter a day for some kinds of notice."),
    Frequency.WEEKLY: _("You get this because you chose one letter a week for some kinds of notice."),
    Frequency.MONTHLY: _("You get this because you chose one letter a month for some kinds of notice."),
}

STOP = {
    Frequency.DAILY: _("Stop the daily letter"),
    Frequency.WEEKLY: _("Stop the weekly letter"),
    Frequency.MONTHLY: _("Stop the monthly letter"),
}
NAMES = {
    Frequency.DAILY: _("The daily letter"),
    Frequency.WEEKLY: _("The weekly letter"),
    Frequency.MONTHLY: _("The monthly letter"),
}

# Which of these communities a person may read at this moment; the storey that knows names it.
Readable = Callable[[Any, set[int]], set[int]]
_readable: list[Readable] = []


def register_readable(function: Readable) -> None:
    _readable.append(function)


# What else is said of the thing that a notice is about, at the moment of the letter; the storey that keeps it knows.
# By the notice's key, a word that is said when the letter is put together, in its language.
Says = Callable[[Any, list[Notice]], dict[int, Callable[[], str]]]
_says: list[Says] = []


def register_says(function: Says) -> None:
    _says.append(function)


@dataclass
class Item:
    """One page that something is told of: the newest notice, and how many more lead there."""

    notice: Notice
    others: int = 0
    says: Callable[[], str] = str  # nothing

    @property
    def title(self) -> str:
        return self.notice.title

    @property
    def detail(self) -> str:
        return self.notice.detail

    @property
    def url(self) -> str:
        return self.notice.url


@dataclass
class Contents:
    """A letter's contents by community; never empty."""

    groups: list[tuple[Any, list[Item]]]
    count: int
    more: int
    period: str
    start: datetime.date
    notices: list[Notice] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(NAMES[Frequency(self.period)])

    def context(self) -> dict[str, Any]:
        """What the letter's template asks for."""
        return {
            "groups": self.groups,
            "count": self.count,
            "more": self.more,
            "day": self.start,
            "period": self.period,
            "why_letter": WHY[Frequency(self.period)],
            "stop_letter": STOP[Frequency(self.period)],
        }


def still_theirs(user: Any, notices: Iterable[Notice]) -> list[Notice]:
    """Without what is about communities that this person may not read any more.

    What everybody concerned must know is told all the same: it is about them.
    """
    rows = list(notices)
    ids = {notice.community_id for notice in rows if notice.community_id}
    for readable in _readable if ids else ():
        ids &= readable(user, ids)
    must = set(kinds.about_themselves())
    return [row for row in rows if not row.community_id or row.community_id in ids or row.kind in must]


def contents(
    user: Any, notices: Iterable[Notice], *, period: str, start: datetime.date, due: datetime.datetime
) -> Contents | None:
    """What a letter tells that was due at that moment, or none where everything was read by then.

    A page counts once, however many notices lead to it.
    """
    unread = [notice for notice in notices if notice.read_at is None or notice.read_at > due]
    unread.sort(key=lambda notice: (notice.community_id or 0, -notice.pk))
    items: dict[tuple[int | None, str], Item] = {}
    for notice in unread:
        page = (notice.community_id, notice.url.partition("#")[0].partition("?")[0])
        if page in items:
            items[page].others += 1
        else:
            items[page] = Item(notice)
    if not items:
        return None
    shown = list(items.values())[:MOST_ITEMS]
    _say(user, shown)
    return Contents(
        groups=[
            (where, list(rows)) for where, rows in groupby(shown, key=lambda item: item.notice.community)
        ],
        count=len(items),
        more=len(items) - len(shown),
        period=period,
        start=start,
        notices=unread,
    )


def _say(user: Any, items: list[Item]) -> None:
    """Each storey is asked once for all that the letter shows."""
    for function in _says:
        said = function(user, [item.notice for item in items])
        for item in items:
            item.says = said.get(item.notice.pk, item.says)
