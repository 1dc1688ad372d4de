"""The curators' queue is built from sections; each is a class that is registered once.

To add a section (say, "possible duplicates"):

1. Write `knowledge_base/sections/duplicates.py`:

       class Duplicates(Section):
           key, order = "duplicates", 40          # the key is part of addresses; a small order stands first
           heading = _("Possible duplicates")
           hint = _("Two resources that say nearly the same.")
           empty = _("Nothing looks like a duplicate.")
           capability = Capability.CURATE         # whose queue it stands in, community by community
           acts = (Act("apart", _("They are two"), keep_apart, said=_("Noted. They are not shown again.")),)

           def rows(self, user, communities, most=MOST):  # a constant number of statements, the most pressing first
               return [Row(pk=pair.pk, title=…, url=…, community=…, reason=…,
                           links=((_("Merge…"), reverse("curation_merge", args=[a, b])),)) for pair in …]

   An act is a function `do(user, pk, words)`: it fetches by a query that raises Http404 for what is not this
   person's, calls one action of the library, and may return a sentence in place of `said`. `words` is what was
   typed or chosen (`ask`, `choose`); Denied and ValidationError become messages, and what was typed stands again.
   `Row.acts` names the acts that this row offers (all, if it is None), `Row.choices` what `choose` offers.
2. Import the module in `KnowledgeBaseConfig.ready()` of apps.py: `register(Duplicates())` stands at its end.
3. Test it in `knowledge_base/tests/sections/test_duplicates.py`, with the knowledge manager next door.

The page, its rights, the forms and the counts (`views/queue.py`) come by themselves.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from communities.enums import Capability
from communities.models import Community

# So many rows are shown of a section among the others, and so many where it is looked at by itself.
MOST, MOST_ALONE = 20, 200


@dataclass(frozen=True)
class Act:
    """One thing that can be done with a row, right there."""

    key: str
    label: str | Promise
    do: Callable[[Any, int, str], str | Promise | None]
    said: str | Promise = ""  # what is said when it was done
    ask: str | Promise = ""  # the label of a line to be typed
    must: bool = True  # whether that line may not stay empty
    begins: bool = False  # whether that line begins with the title of the row, to be said better
    choose: str | Promise = ""  # the label of a choice from Row.choices
    main: bool = False  # the usual next step


@dataclass(frozen=True)
class Row:
    """One thing that waits."""

    pk: int
    title: str
    url: str
    community: Community | None
    reason: str  # why it stands here
    since: datetime.date | datetime.datetime | None = None
    detail: str = ""
    links: Sequence[tuple[str | Promise, str]] = ()
    acts: frozenset[str] | None = None
    choices: Sequence[tuple[str, str]] = ()


class Section:
    """A part of the queue. See the top of this file."""

    key = ""
    order = 100
    heading: str | Promise = ""
    hint: str | Promise = ""
    empty: str | Promise = ""
    capability = Capability.CURATE
    acts: tuple[Act, ...] = ()

    def rows(self, user: Any, communities: Sequence[Community], most: int = MOST) -> Iterable[Row]:
        """What waits in these communities, in which the person has the capability; nothing unless a section says.

        One more than `most`, where there are more.
        """
        return ()

    def act(self, key: str) -> Act | None:
        return next((act for act in self.acts if act.key == key), None)


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    if not section.key or not section.heading or not section.empty:
        raise ValueError(
            f"{type(section).__name__} lacks its key, its heading or what it says when it is empty"
        )
    if _sections.setdefault(section.key, section) is not section:
        raise ValueError(f"the section {section.key} is registered twice")


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: section.order)


def section(key: str) -> Section | None:
    return _sections.get(key)
