"""What a community can show for itself, with dates: put together anew at each look, so that it is current."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.enums import Module, Stage
from communities.models import Community, Reading
from communities.permissions import can_read
from knowledge_base.enums import RESULTS_DAYS
from knowledge_base.models import ResourcePage, Reuse
from knowledge_base.queries.levels import as_of_all

# Kinds of resources that tell of results; the others are for use.
KINDS = ("results", "story", "publication", "article", "synthesis")
MOST = 200


@dataclass(frozen=True)
class Result:
    """One thing that came of it."""

    day: datetime.date
    kind: str
    title: str
    url: str
    words: str = ""
    trusted: ResourcePage | None = None  # what the trust sign is of


def reached_q() -> Q:
    """Readings that reached the target of their indicator, upwards or downwards."""
    down = Q(indicator__baseline__gt=F("indicator__target"))
    return Q(indicator__target__isnull=False) & (
        (down & Q(value__lte=F("indicator__target"))) | (~down & Q(value__gte=F("indicator__target")))
    )


_RESULTS = Q(kind__in=KINDS, first_published_at__isnull=False)


def published(user: Any, community: Community) -> QuerySet[ResourcePage]:
    rows = ResourcePage.objects.visible_to(user).filter(_RESULTS, community=community)
    return rows.defer("body").order_by("-first_published_at", "-pk")


def results(user: Any, community: Community) -> list[Result]:
    """All of it as far as this reader may see each part, the newest first. In three statements."""
    found = [
        Result(row.first_published_at.date(), str(row.type_label), row.title, row.url, row.summary, row)
        for row in published(user, community).select_related("confirmed_by")[:MOST]
    ]
    readable = ResourcePage.objects.visible_to(user).filter(community=community)
    adopted = Reuse.objects.filter(as_of_all(user, community), resource__in=readable.values("pk"))
    adopted = adopted.exclude(result="")
    for use in (
        adopted.select_related("resource__confirmed_by").defer("resource__body").order_by("-at")[:MOST]
    ):
        where = _("Used in %(place)s") % {"place": use.where}
        found.append(
            Result(use.at.date(), where, use.resource.title, use.resource.url, use.result, use.resource)
        )
    if can_read(user, community) and Module.GOALS not in community.modules_off:
        found += _targets(community)
    return sorted(found, key=lambda row: row.day, reverse=True)


def _targets(community: Community) -> list[Result]:
    """Indicators on the day on which they first reached their target."""
    rows = (
        Reading.objects.filter(reached_q(), indicator__community=community)
        .order_by()
        .values("indicator__name", "indicator__target", "indicator__unit")
        .annotate(day=Min("day"))
        .order_by("-day")[:MOST]
    )
    url = reverse("goals", args=[community.slug])
    found = []
    for row in rows:
        target = (floatformat(row["indicator__target"], "-2"), row["indicator__unit"])
        words = _("The target was %(target)s.") % {"target": " ".join(part for part in target if part)}
        found.append(Result(row["day"], _("Target reached"), row["indicator__name"], url, words))
    return found


def shows_outside(user: Any, slug: str) -> Community | None:
    """A community this person may not enter, where something of its results is released to them."""
    shown = ResourcePage.objects.visible_to(user).filter(_RESULTS, community=OuterRef("pk"))
    found = Community.objects.filter(Exists(shown), slug=slug)
    return found.exclude(modules_off__contains=[Module.LIBRARY]).first()


def newest_days(today: datetime.date) -> list[tuple[Community, datetime.date, int]]:
    """Each living community with the day of its newest result (else of its beginning) and its rhythm."""
    latest: dict[int, datetime.date] = {}

    def note(rows: Any) -> None:
        for pk, at in rows:
            day = timezone.localdate(at) if isinstance(at, datetime.datetime) else at
            latest[pk] = max(day, latest.get(pk, day))

    live = ResourcePage.objects.filter(live=True, kind__in=KINDS).exclude(first_published_at=None)
    note(live.order_by().values_list("community").annotate(at=Max("first_published_at")))
    used = Reuse.objects.exclude(result="").filter(resource__live=True)
    note(used.order_by().values_list("resource__community").annotate(at=Max("at")))
    first = Reading.objects.filter(reached_q(), day__lte=today).order_by()
    note(
        (row["indicator__community"], row["first"])
        for row in first.values("indicator__community", "indicator").annotate(first=Min("day"))
    )
    rows = (
        Community.objects.alive().exclude(stage=Stage.PLANNING).select_related("results_plan").order_by("pk")
    )
    return [
        (row, latest.get(row.pk, timezone.localdate(row.created_at)), rhythm_of(row))
        for row in rows
        if Module.LIBRARY not in row.modules_off
    ]


def rhythm_of(community: Community) -> int:
    """Days within which something new should stand there."""
    plan = getattr(community, "results_plan", None)
    return plan.days if plan else RESULTS_DAYS
