"""Finding people and communities by name, and communities by what they are for."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchRank, TrigramWordSimilarity
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from communities.enums import Stage, Visibility
from communities.finding import Finding, Hit, Question, in_order
from communities.gatherings import EventState
from communities.models import Community, Event
from communities.queries.directory import visible_people
from communities.queries.events import when
from cop_portal.foundation.accounts.models import Post, User
from cop_portal.foundation.accounts.queries import holding_on, near_name, office_label, with_office
from cop_portal.foundation.prepared import Among, Prepared, reader, reader_kind
from cop_portal.foundation.searching import BOUND, Ready, forgiving
from cop_portal.foundation.text import fold_name

MOST_ALIKE = 5
MOST_EXACT = 20


def _named(marks: Any, kind: str, words: int, placed: bool) -> QuerySet[Any]:
    """People by so many words of their name, or by their expertise: an array, that names be sought by their index."""
    every_word = Q(*(Q(folded_name__contains=Value(marks.text(f"word{number}"))) for number in range(words)))
    experts = User.objects.filter(expertise__name__iexact=marks.text("expertise")).values("pk")[:BOUND]
    begins = Case(
        When(folded_name__startswith=Value(marks.text("wanted")), then=2.0),
        When(every_word, then=1.0),
        default=Value(0.0),
    )
    rows = visible_people(reader(marks, kind)).filter(every_word | Q(Among(F("pk"), ArraySubquery(experts))))
    rows = rows.annotate(match=begins).order_by("-match", "folded_name", "pk")
    return _placed(rows, marks.day("today"), marks.text("place") if placed else "")


_NAMED = Prepared(_named)


def find_people(question: Question) -> list[Hit]:
    """Colleagues this person may see, by the words of their name, or by what they named as expertise."""
    return _found_people(_NAMED, question)


def _found_people(way: Prepared, question: Question) -> list[Hit]:
    wanted, place = fold_name(question.words)[:120], question.narrowed.place
    if not wanted:
        return []
    words = wanted.split()[:8]
    found = way.rows(
        (reader_kind(question.user), len(words), bool(place)),
        user=question.user.pk,
        wanted=wanted,
        expertise=question.words.strip()[:100],
        place=place,
        today=timezone.localdate(),
        **{f"word{number}": word for number, word in enumerate(words)},
    )
    return [Hit(pk, float(match), name == wanted, place=city or "") for pk, match, name, city in found]


def _nearly_named(marks: Any, kind: str, words: int, placed: bool) -> QuerySet[Any]:
    """People whose names are written much like the words."""
    each = [Value(marks.text(f"word{number}")) for number in range(words)]
    rows = near_name(visible_people(reader(marks, kind)), Value(marks.text("wanted")), each)
    rows = rows.annotate(match=F("alike")).order_by(F("alike").desc(), "pk")
    return _placed(rows, marks.day("today"), marks.text("place") if placed else "", MOST_ALIKE)


_NEARLY_NAMED = Prepared(_nearly_named, planned=False)


def alike_people(question: Question) -> list[Hit]:
    """Names written much like the words."""
    with forgiving():
        return _found_people(_NEARLY_NAMED, question)


def _placed(rows: QuerySet[Any], day: datetime.date, place: str, most: int = BOUND) -> QuerySet[Any]:
    """What a hit needs to know of people, with the city of their office."""
    today = Post.objects.filter(holding_on(day), user=OuterRef("pk"))
    rows = rows.annotate(city=Subquery(today.values("office__city")[:1]))
    if place:
        rows = rows.filter(city=place)
    return rows.values_list("pk", "match", "folded_name", "city")[:most]


_PEOPLE = Prepared(
    lambda marks, kind: with_office(
        visible_people(reader(marks, kind)).filter(Among(F("pk"), marks.integers("pks"))),
        day=marks.day("today"),
    ).values_list("pk", "name", "about", "organisation", "post_title", "office_level", "office_city")
)


def people_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    rows = _PEOPLE.rows(
        (reader_kind(question.user),), user=question.user.pk, pks=list(pks), today=timezone.localdate()
    )
    found = []
    for pk, name, about, organisation, title, level, city in rows:
        meta = tuple(part for part in (title, office_label(level, city, organisation)) if part)
        found.append(Finding(pk, name, reverse("person", args=[pk]), about, meta, face=name))
    return in_order(found, pks)


def _called(marks: Any, kind: str, queried: bool, language: bool) -> QuerySet[Any]:
    """Communities by name and by what they are for."""
    named = Q(folded_name__contains=Value(marks.text("folded")))
    rows = _communities(reader(marks, kind), marks.text("language") if language else "")
    rows = rows.filter(named | Q(search=Ready(marks.text("query"))) if queried else named)
    named_so = ExpressionWrapper(named, output_field=BooleanField())
    rows = rows.annotate(rank=_rank(marks, queried), named=named_so).order_by("-named", "-rank", "pk")
    return rows.values_list("pk", "rank", "named", "folded_name", "language")[:BOUND]


_CALLED = Prepared(_called)


def find_communities(question: Question) -> list[Hit]:
    """Communities this person may know of, by name and by what they are for."""
    found = _CALLED.rows(
        (reader_kind(question.user), bool(question.query), bool(question.narrowed.language)),
        user=question.user.pk,
        folded=question.folded,
        query=question.query,
        language=question.narrowed.language,
    )
    return [
        Hit(pk, (rank or 0.0) + named, name == question.folded, language=language)
        for pk, rank, named, name, language in found
    ]


def _nearly_called(marks: Any, kind: str, language: bool) -> QuerySet[Any]:
    """Communities whose names are written much like the words."""
    rows = _communities(reader(marks, kind), marks.text("language") if language else "")
    rows = rows.filter(folded_name__trigram_word_similar=marks.text("folded"))
    rows = rows.annotate(much=TrigramWordSimilarity(marks.text("folded"), "folded_name"))
    return rows.order_by("-much", "folded_name", "pk").values_list("pk")[:MOST_ALIKE]


_NEARLY_CALLED = Prepared(_nearly_called)


def alike_communities(question: Question) -> list[Hit]:
    """Names written much like the words."""
    shape = reader_kind(question.user), bool(question.narrowed.language)
    with forgiving():
        found = _NEARLY_CALLED.rows(
            shape, user=question.user.pk, folded=question.folded, language=question.narrowed.language
        )
    return [Hit(pk, 0.5) for (pk,) in found]


def _communities(user: Any, language: str) -> QuerySet[Community]:
    rows = Community.objects.visible_to(user).alive()
    return rows.filter(language=language) if language else rows


def _rank(marks: Any, queried: bool) -> Any:
    return SearchRank(F("search"), Ready(marks.text("query"))) if queried else Cast(Value(0.0), FloatField())


_COMMUNITIES = Prepared(
    lambda marks, kind: (
        Community.objects.visible_to(reader(marks, kind))
        .filter(Among(F("pk"), marks.integers("pks")))
        .values_list("pk", "name", "slug", "tagline", "stage", "visibility", "accent")
    )
)


def community_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    rows = _COMMUNITIES.rows((reader_kind(question.user),), user=question.user.pk, pks=list(pks))
    found = [
        Finding(
            pk,
            name,
            reverse("community", args=[slug]),
            tagline,
            (str(Stage(stage).label), str(Visibility(visibility).label)),
            accent,
        )
        for pk, name, slug, tagline, stage, visibility, accent in rows
    ]
    return in_order(found, pks)


def _in_plan(marks: Any, kind: str, community: bool, since: bool) -> QuerySet[Event]:
    """Events that this person may read, but no drafts, as far as they narrowed it."""
    rows = Event.objects.visible_to(reader(marks, kind)).exclude(state=EventState.DRAFT)
    if community:
        rows = rows.filter(community_id=marks.integer("community"))
    if since:
        rows = rows.filter(begins_at__gte=marks.moment("since"))
    return rows


# What a hit of an event is made of; how well it matches stands second.
_OF_EVENT = ("pk", "rank", "folded_title", "community_id", "begins_at")


def _announced(marks: Any, kind: str, queried: bool, community: bool, since: bool) -> QuerySet[Any]:
    """The newest events that match by title and text, and those that are called so, whatever their day."""
    rows = _in_plan(marks, kind, community, since).order_by("-begins_at", "-pk")
    called = rows.filter(folded_title=marks.text("folded")).values("pk")[:MOST_EXACT]
    either = Q(Among(F("pk"), ArraySubquery(called)))
    if queried:
        newest = rows.filter(search=Ready(marks.text("query"))).values("pk")[:BOUND]
        either |= Q(Among(F("pk"), ArraySubquery(newest)))
    found = Event.objects.filter(either).annotate(rank=_rank(marks, queried))
    return found.order_by("-begins_at", "-pk").values_list(*_OF_EVENT)


_ANNOUNCED = Prepared(_announced)


def find_events(question: Question) -> list[Hit]:
    """Events that were announced, of communities this person may read; the newest that match."""
    narrowed = question.narrowed
    shape = reader_kind(question.user), bool(question.query), bool(narrowed.community), bool(narrowed.since)
    return _found_events(_ANNOUNCED, shape, question)


def _nearly_announced(marks: Any, kind: str, community: bool, since: bool) -> QuerySet[Any]:
    """Events whose titles are written much like the words."""
    rows = _in_plan(marks, kind, community, since).filter(
        folded_title__trigram_word_similar=marks.text("folded")
    )
    rows = rows.annotate(rank=TrigramWordSimilarity(marks.text("folded"), "folded_title"))
    return rows.order_by("-rank", "-pk").values_list(*_OF_EVENT)[:MOST_ALIKE]


_NEARLY_ANNOUNCED = Prepared(_nearly_announced, planned=False)


def alike_events(question: Question) -> list[Hit]:
    """Titles written much like the words."""
    narrowed = question.narrowed
    shape = reader_kind(question.user), bool(narrowed.community), bool(narrowed.since)
    with forgiving():
        return _found_events(_NEARLY_ANNOUNCED, shape, question)


def _found_events(way: Prepared, shape: tuple[Any, ...], question: Question) -> list[Hit]:
    narrowed = question.narrowed
    found = way.rows(
        shape,
        user=question.user.pk,
        folded=question.folded,
        query=question.query,
        community=narrowed.community,
        since=narrowed.since,
    )
    return [
        Hit(pk, rank or 0.0, title == question.folded, community=community, at=begins)
        for pk, rank, title, community, begins in found
    ]


def event_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    rows = Event.objects.visible_to(question.user).filter(pk__in=pks).select_related("community")
    found = [
        Finding(
            row.pk,
            row.title,
            row.get_absolute_url(),
            row.about,
            (row.community.name, str(when(row))),
            row.community.accent,
            at=row.begins_at,
        )
        for row in rows
    ]
    return in_order(found, pks)
