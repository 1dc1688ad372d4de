"""Counting use: totals of a day as they are handed down, and which texts lead to a resource."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from html import unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from discussions.models import Contribution, Discussion, Synthesis
from knowledge_base.merging import when_merged
from knowledge_base.models import LibraryDocument, Reference, ResourceDay, ResourcePage

LINK = re.compile(r'href="([^"]+)"')
MOST_LINKS = 50  # in one text


@transaction.atomic
def set_days(day: datetime.date, *, views: Mapping[int, int], downloads: Mapping[int, int]) -> None:
    """The totals of one day: views by resource, downloads by document. Handed down again, they are set again.

    A document counts for each resource that shows it; what was merged counts for what it became.
    """
    shown = _shown(downloads)
    now = _merged({*views, *(resource_id for resource_id, _document in shown)})
    totals: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for pk, count in views.items():
        totals[now.get(pk, pk)][0] += count
    for resource_id, document_id in {(now.get(pk, pk), document) for pk, document in shown}:
        totals[resource_id][1] += downloads[document_id]
    known = set(ResourcePage.objects.filter(pk__in=totals).values_list("pk", flat=True))
    ResourceDay.objects.filter(day=day).exclude(resource__in=known).delete()
    ResourceDay.objects.bulk_create(
        [
            ResourceDay(resource_id=pk, day=day, views=seen, downloads=taken)
            for pk, (seen, taken) in totals.items()
            if pk in known
        ],
        update_conflicts=True,
        unique_fields=["resource", "day"],
        update_fields=["views", "downloads"],
    )


def _shown(downloads: Mapping[int, int]) -> list[tuple[int, int]]:
    """(resource, document) for each page that shows one of these documents."""
    if not downloads:
        return []
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(LibraryDocument),
        to_object_id__in=[str(pk) for pk in downloads],
        base_content_type=ContentType.objects.get_for_model(Page),
    ).annotate(
        page_id=Cast("object_id", BigIntegerField()), document_id=Cast("to_object_id", BigIntegerField())
    )
    return list(rows.order_by().values_list("page_id", "document_id").distinct())


def _merged(pks: Iterable[int]) -> dict[int, int]:
    """Of these, those that were merged, with what they became."""
    rows = ResourcePage.objects.filter(pk__in=list(pks), merged_into__isnull=False)
    return {pk: into for pk, into in rows.values_list("pk", "merged_into") if into is not None}


@transaction.atomic
def note_references(
    html: str,
    *,
    discussion: Discussion | None = None,
    contribution: Contribution | None = None,
    synthesis: Synthesis | None = None,
) -> set[int]:
    """Keep which resources a text leads to, as it stands now. Returns those whose number changed."""
    source = {"discussion": discussion, "contribution": contribution, "synthesis": synthesis}
    found = (
        ResourcePage.objects.filter(url_path__in=_paths(html)).values_list("pk", "merged_into")
        if "/library/" in unquote(html)
        else []
    )
    wanted = {merged_into or pk for pk, merged_into in found}
    rows = Reference.objects.filter(**source)
    known = set(rows.values_list("resource", flat=True))
    rows.exclude(resource__in=wanted).delete()
    Reference.objects.bulk_create(
        [Reference(resource_id=pk, **source) for pk in wanted - known], ignore_conflicts=True
    )
    return wanted ^ known


def _paths(html: str) -> set[str]:
    """Paths of this portal that a text links to, as pages have them."""
    here = urlsplit(settings.PORTAL_URL).netloc
    found = set()
    for address in LINK.findall(html)[:MOST_LINKS]:
        try:
            parts = urlsplit(unescape(address))
        except ValueError:
            continue
        if parts.netloc in ("", here) and parts.path.startswith("/library/"):
            found.add(unquote(parts.path).rstrip("/") + "/")
    return found


@when_merged
def unite_days(winner: ResourcePage, loser: ResourcePage) -> None:
    """Of a day that both have, the winner gets the sum, and the loser keeps an empty one: it counts once."""
    theirs = ResourceDay.objects.filter(resource=loser.pk)
    both = list(
        ResourceDay.objects.filter(resource=winner.pk, day__in=theirs.values("day")).values_list(
            "day", flat=True
        )
    )
    same = theirs.filter(day=OuterRef("day"))
    ResourceDay.objects.filter(resource=winner.pk, day__in=both).update(
        views=F("views") + Subquery(same.values("views")),
        downloads=F("downloads") + Subquery(same.values("downloads")),
    )
    theirs.filter(day__in=both).update(views=0, downloads=0)
    theirs.exclude(day__in=both).update(resource_id=winner.pk)


@when_merged
def unite_references(winner: ResourcePage, loser: ResourcePage) -> None:
    """A text that leads to both leads to one."""
    source = ("discussion", "contribution", "synthesis")
    known = set(Reference.objects.filter(resource=winner.pk).values_list(*source))
    rows = Reference.objects.filter(resource=loser.pk).values_list("pk", *source)
    moving = [pk for pk, *one in rows if tuple(one) not in known]
    Reference.objects.filter(pk__in=moving).update(resource_id=winner.pk)
