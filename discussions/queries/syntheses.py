"""Who is behind a synthesis: who wrote it, whom it cites, who else contributed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from cop_portal.foundation.prepared import Prepared
from discussions.models import Contribution, Discussion, SynthesisSource, page_of
from discussions.permissions import is_inside

# Of those who are not cited so many are named; the others are counted.
MOST_NAMED = 40


@dataclass(frozen=True)
class Cited:
    name: str
    number: int  # of their first contribution that is cited
    url: str


@dataclass
class Behind:
    cited: list[Cited] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # names, for those inside
    more: int = 0  # how many others there are beside these


def _people(marks: Any) -> QuerySet[Any, Any]:
    """Who contributed, each with the first number, and the first that is cited."""
    talk = marks.integer("talk")
    source = Exists(SynthesisSource.objects.filter(contribution=OuterRef("pk"), synthesis__discussion=talk))
    return (
        Contribution.objects.standing()
        .filter(discussion=talk)
        .exclude(author=None)
        .annotate(is_source=source)
        .order_by()
        .values("author_id", "author__name")
        .annotate(first=Min("number"), cited=Min("number", filter=Q(is_source=True)))
        .order_by("first")
    )


_PEOPLE = Prepared(_people)


def behind(user: Any, talk: Discussion) -> Behind:
    """The people of a discussion with a published synthesis, in one statement.

    Who is cited is credited, by name. Who contributed and is not, is named to those inside alone.
    """
    found = Behind()
    named = is_inside(user, talk.community)
    for _key, name, _first, cited in _PEOPLE.rows(talk=talk.pk):
        if cited is not None:
            found.cited.append(Cited(name, cited, _url(talk, cited)))
        elif named and len(found.others) < MOST_NAMED:
            found.others.append(name)
        else:
            found.more += 1
    return found


def _url(talk: Discussion, number: int) -> str:
    page = page_of(number)
    query = f"?page={page}" if page > 1 else ""
    return f"{talk.get_absolute_url()}{query}#c{number}"
