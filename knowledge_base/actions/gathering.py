"""Where gaps come from: searches that found nothing, questions without an answer, needs, low scores.

Asked every night. What is known already is counted anew; what was filled or set aside does not come back.
What settled itself leaves the list.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, Sum
from django.utils import timezone

from communities.enums import NeedState
from communities.models import Community, Need
from cop_portal.foundation.text import fold
from discussions.models import Discussion
from discussions.queries import discussions
from knowledge_base.enums import GapSource, GapState
from knowledge_base.models import FailedSearch, Gap, ResourceScore

LOOK_BACK = datetime.timedelta(days=90)
# So often words are sought in vain, so many want something, before it is a gap.
LEAST_SEARCHES, LEAST_SUPPORT = 3, 3
PATIENCE = datetime.timedelta(days=7)  # of a question
# Below these a resource is a gap: few found it useful, or it is used and long out of date.
LOW_USEFULNESS, LOW_FRESHNESS, MUCH_USE = 30, 25, 40
# A need that was put to the members as a request stays a gap until somebody fills it.
WANTED = (NeedState.OPEN, NeedState.ASKED)
MOST = 50  # new gaps of one kind in a night


def gather_all() -> int:
    """All living communities. Returns how many gaps are new."""
    return sum(gather(community) for community in Community.objects.alive().order_by("pk"))


@transaction.atomic
def gather(community: Community) -> int:
    """The gaps of one community. Returns how many are new."""
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    before = Gap.objects.filter(community=community).count()
    for find in (_searches, _questions, _needs, _low_scores):
        find(community)
    _settle(community)
    return Gap.objects.filter(community=community).count() - before


def _add(community: Community, source: GapSource, by: str, rows: Iterable[dict[str, Any]]) -> None:
    """Those that are new; how many asked is brought up to date for all that are not settled."""
    known = {
        getattr(gap, by): gap for gap in Gap.objects.filter(community=community, source=source).order_by("pk")
    }
    new = []
    for row in rows:
        text = row.pop("text")[:200]
        gap = known.get(row[by])
        if gap is None:
            shown = source != GapSource.SEARCH
            row.setdefault("folded_text", fold(text)[:200])
            new.append(Gap(community=community, source=source, text=text, is_shown=shown, **row))
        elif gap.asked != row["asked"] and gap.state in (GapState.OPEN, GapState.TAKEN):
            Gap.objects.filter(pk=gap.pk).update(asked=row["asked"])
    Gap.objects.bulk_create(new[:MOST], ignore_conflicts=True)


def _searches(community: Community) -> None:
    rows = FailedSearch.objects.filter(
        community=community, day__gt=timezone.localdate() - LOOK_BACK
    ).order_by()
    words = rows.values("folded_words").annotate(total=Sum("times"), said=Max("words"))
    often = words.filter(total__gte=LEAST_SEARCHES).order_by("-total")[: MOST * 4]
    _add(
        community,
        GapSource.SEARCH,
        "folded_text",
        [{"text": row["said"], "folded_text": row["folded_words"], "asked": row["total"]} for row in often],
    )


def _questions(community: Community) -> None:
    rows = (
        discussions.unanswered(Discussion.objects.told().questions())
        .filter(community=community, closed_at=None, merged_into=None)
        .filter(created_at__lt=timezone.now() - PATIENCE)
        .order_by("-created_at")[: MOST * 4]
    )
    _add(
        community,
        GapSource.QUESTION,
        "discussion_id",
        [{"text": talk.title, "discussion_id": talk.pk, "asked": 1} for talk in rows],
    )


def _needs(community: Community) -> None:
    rows = Need.objects.open().filter(community=community, support_count__gte=LEAST_SUPPORT)
    _add(
        community,
        GapSource.NEED,
        "need_id",
        [
            {"text": need.text, "need_id": need.pk, "asked": need.support_count}
            for need in rows.order_by("-support_count", "-pk")[: MOST * 4]
        ],
    )


LOW = Q(usefulness__gte=0, usefulness__lt=LOW_USEFULNESS) | Q(freshness__lt=LOW_FRESHNESS, use__gte=MUCH_USE)


@transaction.atomic
def gather_request(need: Need) -> None:
    """A need that was put to the members becomes a gap at once, however few want it; one that was settled opens."""
    gap, new = Gap.objects.get_or_create(
        community=need.community,
        need=need,
        defaults={
            "source": GapSource.NEED,
            "text": need.text[:200],
            "folded_text": fold(need.text)[:200],
            "asked": need.support_count,
            "is_shown": True,
        },
    )
    if not new and gap.filled_by_id is None and gap.state in (GapState.FILLED, GapState.SET_ASIDE):
        Gap.objects.filter(pk=gap.pk).update(state=GapState.OPEN, reason="", changed_at=timezone.now())


def _low_scores(community: Community) -> None:
    rows = (
        ResourceScore.objects.filter(LOW, resource__community=community, resource__live=True)
        .select_related("resource")
        .defer("resource__body")
        .order_by("usefulness", "freshness", "pk")[: MOST * 4]
    )
    recent = timezone.now() - LOOK_BACK
    rested = set(  # what was dealt with lately is given time
        Gap.objects.filter(community=community, source=GapSource.LOW_SCORE, changed_at__gt=recent)
        .exclude(state__in=[GapState.OPEN, GapState.TAKEN])
        .values_list("resource_id", flat=True)
    )
    standing = Gap.objects.to_do().filter(community=community, source=GapSource.LOW_SCORE)
    known = set(standing.values_list("resource_id", flat=True))
    Gap.objects.bulk_create(
        [
            Gap(
                community=community,
                source=GapSource.LOW_SCORE,
                text=row.resource.title[:200],
                folded_text=fold(row.resource.title)[:200],
                resource_id=row.pk,
                asked=row.not_useful,
            )
            for row in rows
            if row.pk not in rested | known
        ][:MOST],
        ignore_conflicts=True,
    )


def _settle(community: Community) -> None:
    """What nobody took and what settled itself: the question has an answer, the need is met, the scores rose."""
    rows = Gap.objects.filter(community=community, state=GapState.OPEN)
    wanted = Need.objects.filter(state__in=WANTED, community=community)
    low = ResourceScore.objects.filter(LOW, resource__live=True, resource__community=community)
    conditions = (
        Q(source=GapSource.QUESTION)
        & Q(discussion__isnull=False)
        & ~Q(discussion__in=discussions.unanswered(Discussion.objects.questions()).values("pk"))
        | Q(source=GapSource.QUESTION, discussion__closed_at__isnull=False),
        Q(source=GapSource.NEED) & (Q(need=None) | ~Q(need__in=wanted.values("pk"))),
        Q(source=GapSource.LOW_SCORE) & ~Q(resource__in=low.values("pk")),
    )
    for condition in conditions:
        ids = list(rows.filter(condition).values_list("pk", flat=True))
        Gap.objects.filter(pk__in=ids).update(state=GapState.FILLED, changed_at=timezone.now())
