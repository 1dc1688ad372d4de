"""Discussions that are like a question which is being typed."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchRank, TrigramSimilarity
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from communities.models import Community
from cop_portal.foundation.text import excerpt, fold, plain
from discussions.models import Discussion
from discussions.similar import Similar, any_word, shared

# The newest of those that share words are ranked, never all of them.
BOUND = 60
SOURCE = "discussions"


def similar_discussions(user: Any, community: Community, wanted: str) -> list[Similar]:
    """Discussions whose title is alike, letter by letter, or that share most of the words. Two statements."""
    rows = Discussion.objects.visible_to(user).filter(hidden_at=None).select_related("community", "answer")
    by_title = list(
        rows.filter(folded_title__trigram_similar=wanted[:100])
        .annotate(alike=TrigramSimilarity("folded_title", wanted[:100]))
        .order_by("-alike", "-pk")[:6]
    )
    found = {
        row.pk: _similar(row, max(row.alike, shared(wanted, row.folded_title) * 0.7)) for row in by_title
    }
    for row in _by_words(rows, user, wanted):
        likeness = shared(wanted, fold(f"{row.title} {row.body[:2000]}")) * 0.7
        if row.pk not in found and likeness >= 0.35:
            found[row.pk] = _similar(row, likeness)
    return list(found.values())


def _by_words(rows: QuerySet[Discussion], user: Any, wanted: str) -> list[Any]:
    query = any_word(wanted, user.language)
    if query is None:
        return []
    newest = rows.filter(search=query).order_by("-pk").values("pk")[:BOUND]
    return list(
        rows.filter(pk__in=newest).annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "-pk")[:6]
    )


def one_similar(user: Any, pk: int) -> Similar | None:
    rows = Discussion.objects.visible_to(user).filter(pk=pk, hidden_at=None)
    row = rows.select_related("community", "answer").first()
    return _similar(row, 1.0) if row else None


def _similar(row: Discussion, likeness: float) -> Similar:
    stands = row.answer is not None and row.answer.withdrawn_at is None and row.answer.hidden_at is None
    answered = row.is_question and stands
    return Similar(
        source=SOURCE,
        pk=row.pk,
        title=row.title,
        url=row.answer.get_absolute_url() if answered and row.answer else row.get_absolute_url(),
        community=row.community.name,
        kind=_("Question, answered") if answered else row.kind_label,
        words=excerpt(plain(row.answer.body_html), 160) if answered and row.answer else "",
        likeness=min(likeness + (0.05 if answered else 0), 1.0),
    )
