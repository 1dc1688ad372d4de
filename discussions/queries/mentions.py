"""Who may be named in a community's discussions, and whom a text names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from communities.enums import Visibility
from communities.models import Community, Membership
from communities.queries.directory import visible_people
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.accounts.queries import office_label, with_office
from cop_portal.foundation.text import fold_name

MOST = 20  # in one text
OFFERED = 8
_AT = re.compile(r"(?<![\w/])@(\w[^\n@]{0,120})")
_EXPLICIT = re.compile(r"([^\n#]{1,120})#(\d{1,9})(?!\w)")
_LONGEST = 6  # words in a name
_ENDS = ".,;:!?)]}…\"'*_،؛؟»”’"


@dataclass
class Named:
    """Whom a text names: the words as they stand there, each with the person; and who is not clear."""

    people: dict[str, Any] = field(default_factory=dict)
    unclear: dict[str, list[Any]] = field(default_factory=dict)


def readers(viewer: Any, community: Community) -> QuerySet[User]:
    """People who may read what is in the community, as far as the viewer may see them."""
    people = visible_people(viewer)
    if community.visibility == Visibility.PUBLIC:
        return people
    inside = Q(pk__in=Membership.objects.active().filter(community=community).values("user"))
    if community.visibility == Visibility.ORGANISATION:
        inside |= Q(is_guest=False)
    return people.filter(inside)


def named_in(source: str, *, by: Any, community: Community) -> Named:
    """Whom a text names with @: whole names first, else a first name that only one of the readers has.

    What is quoted from others names nobody anew.
    """
    found, names = Named(), _names(source)
    if not names:
        return found
    may_read = readers(by, community)
    left = _explicit(names, may_read, found)
    whole = _by_name(may_read, {fold_name(part) for name in left for part in _beginnings(name)})
    firsts: dict[str, str] = {}
    for name in left:
        match = next((part for part in _beginnings(name) if fold_name(part) in whole), None)
        if match is not None:
            _put(found, f"@{match}", whole[fold_name(match)])
        elif len(first := _beginnings(name)[-1]) > 1:
            firsts[f"@{first}"] = fold_name(first)
    for word, people in _by_first_name(may_read, firsts).items():
        _put(found, word, people)
    return found


def _put(found: Named, word: str, people: list[Any]) -> None:
    if len(people) == 1:
        found.people[word] = people[0]
    elif people:
        found.unclear[word] = people[:OFFERED]


def _names(source: str) -> list[str]:
    """What follows each @ in the lines that are not quoted, as far as a name can go."""
    own = "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(">"))
    return list(dict.fromkeys(" ".join(match.split()) for match in _AT.findall(own)))[:MOST]


def _beginnings(name: str) -> list[str]:
    """'Amina Wanjiru said' → itself, 'Amina Wanjiru', 'Amina'; without what ends a sentence."""
    words = name.split(" ")[:_LONGEST]
    out = []
    for count in range(len(words), 0, -1):
        part = " ".join(words[:count])
        out.append(re.sub(r"['’]s$", "", part.rstrip(_ENDS)) or part)
    return out


def _explicit(names: list[str], may_read: QuerySet[User], found: Named) -> list[str]:
    """Takes out names that carry the person's number, as the picker writes where several have one name."""
    asked = {name: match for name in names if (match := _EXPLICIT.match(name))}
    if not asked:
        return names
    ids = {int(match.group(2)) for match in asked.values()}
    people = {user.pk: user for user in may_read.filter(pk__in=ids)}
    left = []
    for name in names:
        match = asked.get(name)
        user = people.get(int(match.group(2))) if match else None
        if match and user and fold_name(match.group(1)) == user.folded_name:
            found.people[f"@{match.group(0)}"] = user
        else:
            left.append(name)
    return left


def _by_name(may_read: QuerySet[User], names: set[str]) -> dict[str, list[Any]]:
    out: dict[str, list[Any]] = {}
    for user in with_office(may_read.filter(folded_name__in=names)).order_by("pk")[:200] if names else ():
        out.setdefault(user.folded_name, []).append(user)
    return out


def _by_first_name(may_read: QuerySet[User], firsts: dict[str, str]) -> dict[str, list[Any]]:
    if not firsts:
        return {}
    begins = Q()
    for first in firsts.values():
        begins |= Q(folded_name__startswith=f"{first} ")
    people = list(with_office(may_read.filter(begins)).order_by("folded_name", "pk")[:200])
    return {
        word: [user for user in people if user.folded_name.startswith(f"{first} ")]
        for word, first in firsts.items()
    }


def explicit(user: Any) -> str:
    """The words that name this person and nobody else of that name."""
    return f"@{user.name}#{user.pk}"


def offered(viewer: Any, community: Community, words: str) -> list[dict[str, str]]:
    """People to pick from while a name is typed: members first, then others who may read."""
    wanted = fold_name(words).strip()
    if not wanted:
        return []
    may_read = readers(viewer, community)
    members = Membership.objects.active().filter(community=community, user=OuterRef("pk"))
    people = list(
        with_office(may_read.exclude(pk=viewer.pk))
        .filter(Q(folded_name__startswith=wanted) | Q(folded_name__contains=f" {wanted}"))
        .annotate(here=Exists(members))
        .order_by("-here", "folded_name", "pk")[:OFFERED]
    )
    names = may_read.filter(folded_name__in=[user.folded_name for user in people]).order_by()
    shared = dict(names.values_list("folded_name").annotate(Count("pk")))
    return [
        {
            "name": user.name,
            "where": where_of(user),
            "insert": explicit(user) if shared.get(user.folded_name, 0) > 1 else f"@{user.name}",
        }
        for user in people
    ]


def where_of(user: Any) -> str:
    """Where a person of this list works."""
    return office_label(user.office_level, user.office_city, user.organisation)
