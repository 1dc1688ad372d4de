"""Finding people and communities by name, and communities by what they are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import BooleanField, Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from communities.finding import Finding, Hit, Question, in_order
from communities.gatherings import EventState
from communities.models import Community, Event
from communities.queries.directory import visible_people
from communities.queries.events import when
from cop_portal.foundation.accounts.models import Post, User
from cop_portal.foundation.accounts.queries import holding_on, matching_name, office_label, with_office
from cop_portal.foundation.searching import BOUND, Ready
from cop_portal.foundation.text import fold_name

MOST_ALIKE = 5


def find_people(question: Question) -> list[Hit]:
    """Colleagues this person may see, by the words of their name, or by what they named as expertise."""
    wanted = fold_name(question.words)[:120]
    if not wanted:
        return []
    every_word = Q(*(Q(folded_name__contains=word) for word in wanted.split()[:8]))
    expert = Q(pk__in=_experts(question))
    rows = visible_people(question.user).filter(every_word | expert)
    begins = Case(
        When(folded_name__startswith=wanted, then=2.0), When(every_word, then=1.0), default=Value(0.0)
    )
    return _people(rows.annotate(match=begins).order_by("-match", "folded_name", "pk"), question, wanted)


def _experts(question: Question) -> list[int]:
    """Whoever named the words as expertise; asked for by itself, so that names are sought by their index."""
    tagged = User.objects.filter(expertise__name__iexact=question.words.strip()[:100])
    return list(tagged.values_list("pk", flat=True)[:BOUND])


def alike_people(question: Question) -> list[Hit]:
    """Names written much like the words."""
    rows = matching_name(visible_people(question.user), question.words).order_by(F("alike").desc(), "pk")
    return _people(rows.annotate(match=F("alike")), question, fold_name(question.words), MOST_ALIKE)


def _people(rows: QuerySet[Any], question: Question, wanted: str, most: int = BOUND) -> list[Hit]:
    today = Post.objects.filter(holding_on(timezone.localdate()), user=OuterRef("pk"))
    rows = rows.annotate(city=Subquery(today.values("office__city")[:1]))
    if question.narrowed.place:
        rows = rows.filter(city=question.narrowed.place)
    found = rows.values_list("pk", "match", "folded_name", "city")[:most]
    return [Hit(pk, float(match), name == wanted, place=city or "") for pk, match, name, city in found]


def people_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    rows = with_office(visible_people(question.user).filter(pk__in=pks))
    found = []
    for person in rows:
        where = office_label(person.office_level, person.office_city, person.organisation)
        meta = tuple(part for part in (person.post_title, where) if part)
        found.append(
            Finding(person.pk, person.name, person.get_absolute_url(), person.about, meta, face=person.name)
        )
    return in_order(found, pks)


def find_communities(question: Question) -> list[Hit]:
    """Communities this person may know of, by name and by what they are for."""
    named = Q(folded_name__contains=question.folded)
    matches = named | Q(search=Ready(question.query)) if question.query else named
    rows = _communities(question).filter(matches).annotate(rank=_rank(question))
    named_so = Case(When(named, then=True), default=False, output_field=BooleanField())
    found = rows.annotate(named=named_so).order_by("-named", "-rank", "pk")
    values = found.values_list("pk", "rank", "named", "folded_name", "language")[:BOUND]
    return [
        Hit(pk, (rank or 0.0) + named, name == question.folded, language=language)
        for pk, rank, named, name, language in values
    ]


def alike_communities(question: Question) -> list[Hit]:
    """Names written much like the words."""
    rows = _communities(question).filter(folded_name__trigram_word_similar=question.folded)
    return [
        Hit(pk, 0.5) for pk in rows.order_by("folded_name", "pk").values_list("pk", flat=True)[:MOST_ALIKE]
    ]


def _communities(question: Question) -> QuerySet[Community]:
    rows = Community.objects.visible_to(question.user).alive()
    if question.narrowed.language:
        rows = rows.filter(language=question.narrowed.language)
    return rows


def _rank(question: Question) -> Any:
    return SearchRank(F("search"), Ready(question.query)) if question.query else Value(0.0)


def community_rows(question: Question, pks: Sequence[int]) -> list[Finding]:
    rows = Community.objects.visible_to(question.user).filter(pk__in=pks)
    found = [
        Finding(
            row.pk,
            row.name,
            row.get_absolute_url(),
            row.tagline,
            (str(row.get_stage_display()), str(row.get_visibility_display())),
            row.accent,
        )
        for row in rows
    ]
    return in_order(found, pks)


def find_events(question: Question) -> list[Hit]:
    """Events that were announced, of communities this person may read; the newest that match."""
    exact = Q(folded_title=question.folded)
    matches = exact | Q(search=Ready(question.query)) if question.query else exact
    narrowed = question.narrowed
    rows = Event.objects.visible_to(question.user).exclude(state=EventState.DRAFT).filter(matches)
    if narrowed.community:
        rows = rows.filter(community=narrowed.community)
    if narrowed.since:
        rows = rows.filter(begins_at__gte=narrowed.since)
    values = rows.annotate(rank=_rank(question)).order_by("-begins_at", "-pk")
    found = values.values_list("pk", "rank", "folded_title", "community_id", "begins_at")[:BOUND]
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
