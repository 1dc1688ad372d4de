"""Measuring the four scores: by night for all, and soon after something happened for one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from communities.models import Community
from knowledge_base import formulas
from knowledge_base.models import Reference, ResourceDay, ResourcePage, ResourceScore, Reuse, UsefulResource
from knowledge_base.queries.focus import Focus, focus_of, named_by
from knowledge_base.queries.owners import stands

CHUNK = 500
YEAR = datetime.timedelta(days=365)
NEEDED = (
    "pk", "community_id", "owner_id", "substitute_id", "review_months", "confirmed_at",
)  # fmt: skip
MEASURED = (
    "freshness", "relevance", "usefulness", "use", "owned", "substituted", "named", "focus_size", "useful",
    "not_useful", "views", "downloads", "citations", "reuses", "at",
)  # fmt: skip
DAYS_IN_MONTH = 30.44


def measure_all(today: datetime.date | None = None) -> int:
    """All published resources, community by community, in a few statements for each five hundred."""
    measured = 0
    ids = ResourcePage.objects.filter(live=True).order_by().values_list("community", flat=True).distinct()
    for community in Community.objects.filter(pk__in=list(ids)).order_by("pk"):
        measured += measure_community(community, today)
    ResourceScore.objects.filter(resource__live=False).delete()
    return measured


def measure_community(community: Community, today: datetime.date | None = None) -> int:
    focus = focus_of(community)
    rows = ResourcePage.objects.filter(community=community, live=True)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        _measure(ids[start : start + CHUNK], focus, today or timezone.localdate())
    return len(ids)


def measure(resource_id: int, today: datetime.date | None = None) -> None:
    """One resource. What is not published has no scores."""
    row = ResourcePage.objects.filter(pk=resource_id, live=True).select_related("community").first()
    if row is None:
        ResourceScore.objects.filter(resource=resource_id).delete()
    else:
        _measure([row.pk], focus_of(row.community), today or timezone.localdate())


def measure_some(ids: Iterable[int], today: datetime.date | None = None) -> None:
    """Several published resources, in a few statements for each community and five hundred."""
    rows = ResourcePage.objects.filter(pk__in=list(ids), live=True).order_by("community", "pk")
    keys: dict[int, list[int]] = {}
    for pk, community_id in rows.values_list("pk", "community"):
        keys.setdefault(community_id, []).append(pk)
    for community in Community.objects.filter(pk__in=keys).order_by("pk"):
        focus, own = focus_of(community), keys[community.pk]
        for start in range(0, len(own), CHUNK):
            _measure(own[start : start + CHUNK], focus, today or timezone.localdate())


def measure_new(community: Community, today: datetime.date | None = None) -> None:
    """What came in or was published since it was measured last, all at once: from a file of an inventory."""
    rows = ResourcePage.objects.filter(community=community, live=True)
    new = Q(score=None) | Q(score__at__lt=F("last_published_at"))
    measure_some(rows.filter(new).values_list("pk", flat=True), today)


def measure_person(user_id: int, community_id: int) -> None:
    """Those that somebody answers for, after they came or went."""
    rows = ResourcePage.objects.filter(
        Q(owner=user_id) | Q(substitute=user_id), community=community_id, live=True
    )
    for pk in rows.values_list("pk", flat=True)[:CHUNK]:
        measure(pk)


@transaction.atomic
def _measure(ids: list[int], focus: Focus, today: datetime.date) -> None:
    rows = (
        ResourcePage.objects.filter(pk__in=ids)
        .annotate(owned=stands("owner"), substituted=stands("substitute"))
        .values(*NEEDED, "owned", "substituted")
    )
    named, days, votes = named_by(ids, focus), _days(ids, today), _votes(ids)
    cited = _counts(Reference.objects.standing().since(today - YEAR).filter(resource__in=ids))
    reused = _counts(Reuse.objects.filter(resource__in=ids, at__date__gt=today - YEAR))
    scores = []
    for row in rows:
        pk = row["pk"]
        views, downloads = days.get(pk, (0, 0))
        useful, not_useful = votes.get(pk, (0, 0))
        said = named.get(pk, [])
        scores.append(
            ResourceScore(
                resource_id=pk,
                freshness=_freshness(row, today),
                relevance=formulas.relevance(focus.weights, said),
                usefulness=formulas.usefulness(useful, not_useful),
                use=formulas.use(views, downloads, cited.get(pk, 0), reused.get(pk, 0)),
                owned=row["owned"],
                substituted=row["substituted"],
                named=[focus.words[stem] for stem in said],
                focus_size=len(focus.weights),
                useful=useful,
                not_useful=not_useful,
                views=views,
                downloads=downloads,
                citations=cited.get(pk, 0),
                reuses=reused.get(pk, 0),
                at=timezone.now(),
            )
        )
    ResourceScore.objects.bulk_create(
        scores, update_conflicts=True, unique_fields=["resource"], update_fields=MEASURED
    )


def _freshness(row: dict[str, Any], today: datetime.date) -> int:
    confirmed = row["confirmed_at"]
    return formulas.freshness(
        (today - confirmed.date()).days if confirmed else None,
        round(row["review_months"] * DAYS_IN_MONTH),
        owned=row["owned"],
        substituted=row["substituted"],
    )


def _days(ids: Iterable[int], today: datetime.date) -> dict[int, tuple[int, int]]:
    rows = ResourceDay.objects.filter(resource__in=ids, day__gt=today - YEAR).order_by()
    totals = rows.values("resource").annotate(views_=Sum("views"), downloads_=Sum("downloads"))
    return {row["resource"]: (row["views_"], row["downloads_"]) for row in totals}


def _votes(ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    rows = UsefulResource.objects.filter(resource__in=ids).order_by().values("resource")
    totals = rows.annotate(yes=Count("pk", filter=Q(useful=True)), no=Count("pk", filter=Q(useful=False)))
    return {row["resource"]: (row["yes"], row["no"]) for row in totals}


def _counts(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("resource").annotate(number=Count("pk")))
