"""Reading people and their offices."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from cop_portal.foundation.accounts.models import Office, Post, User
from cop_portal.foundation.prepared import Prepared
from cop_portal.foundation.text import fold, fold_name
from cop_portal.foundation.ui.commas import listed

Seen = Callable[[Any], QuerySet[User]]
_seen: list[Seen] = []


def register_seen(find: Seen) -> None:
    """The storey that knows who belongs where tells whom a person may find."""
    _seen[:] = [find]


def seen_by(viewer: Any) -> QuerySet[User]:
    """People whom the viewer may find; nobody as long as no storey has told."""
    return _seen[0](viewer) if _seen else User.objects.none()


def holding_on(day: datetime.date) -> Q:
    """The posts (or places in the structure) that hold on a day."""
    return Q(from_date__lte=day) & (Q(until_date__gt=day) | Q(until_date=None))


def office_on(user: User, day: datetime.date | None = None) -> Office | None:
    """Where a person works on a day, today if none is given."""
    post = (
        Post.objects.filter(holding_on(day or timezone.localdate()), user=user)
        .select_related("office")
        .first()
    )
    return post.office if post else None


_OFFICE = Prepared(
    lambda marks: Post.objects.filter(
        holding_on(marks.day("day")), user_id=marks.integer("user")
    ).values_list("office_id")
)


def office_id_on(user_id: int, day: datetime.date | None = None) -> int | None:
    """Like office_on, but the key alone."""
    rows = _OFFICE.rows(user=user_id, day=day or timezone.localdate())
    return rows[0][0] if rows else None


def with_office(
    people: QuerySet[Any], *, through: str = "pk", day: datetime.date | None = None
) -> QuerySet[Any]:
    """Adds office_level, office_city and post_title of a day, today if none is given, to rows that point at people."""
    today = Post.objects.filter(holding_on(day or timezone.localdate()), user=OuterRef(through))
    return people.annotate(
        office_level=Subquery(today.values("office__level")[:1]),
        office_city=Subquery(today.values("office__city")[:1]),
        post_title=Subquery(today.values("title")[:1]),
    )


def office_label(level: str | None, city: str | None, organisation: str = "") -> str:
    """'Country office, Nairobi'; for a guest the organisation; empty where neither is known."""
    if level and city:
        return listed((Office.Level(level).label, city))
    return organisation


def matching_name(people: QuerySet[User], words: str) -> QuerySet[Any]:
    """People by name: exact first, then beginning, part, all words in any order, alike.

    Accents, hyphens and the forms of Arabic letters do not count. No words at all are all people; marks
    without a letter are nobody's name.
    """
    wanted = fold_name(words)[:120]
    if not wanted:
        rows = people.annotate(match=Value(0, IntegerField()), alike=Value(0.0))
        return rows.none() if fold(words).strip() else rows
    words_ = wanted.split()[:8]
    return near_name(people, wanted, words_).annotate(
        match=Case(
            When(folded_name=wanted, then=0),
            When(folded_name__startswith=wanted, then=1),
            When(folded_name__contains=f" {wanted}", then=2),
            When(folded_name__contains=wanted, then=3),
            When(_every(words_), then=4),
            default=5,
            output_field=IntegerField(),
        ),
    ).order_by("match", F("alike").desc(), "folded_name", "pk")  # fmt: skip


def near_name(people: QuerySet[User], wanted: Any, words: Sequence[Any]) -> QuerySet[Any]:
    """People whose names hold what is wanted, all its words, or are written much like it, with how alike they are.

    Both are folded already; they are texts, or Values in a query that is built once.
    """
    near = Q(folded_name__contains=wanted) | _every(words) | Q(folded_name__trigram_word_similar=wanted)
    return people.annotate(alike=TrigramWordSimilarity(wanted, "folded_name")).filter(near)


def _every(words: Sequence[Any]) -> Q:
    return Q(*(Q(folded_name__contains=word) for word in words))
