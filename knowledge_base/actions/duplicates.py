"""Keeping what resources have in common, and what was found about pairs of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none
from cop_portal.foundation.shingles import bands, signature
from knowledge_base.activity import PAIR_JUDGED
from knowledge_base.models import NearPair, ResourcePage, Shingles
from knowledge_base.permissions import check_judge_pair
from knowledge_base.queries.duplicates import near

AT_ONCE = 100


@transaction.atomic
def compare(resource: ResourcePage) -> int:
    """Keep what a resource says as numbers, and the pairs it makes with what is there; how many these are.

    A pair that was judged stays as it was judged.
    """
    page = ResourcePage.objects.select_related("community").get(pk=resource.pk)
    written = page.get_latest_revision_as_object().specific
    hashes = signature(written.full_text())
    Shingles.objects.update_or_create(
        resource_id=page.pk, defaults={"hashes": hashes, "bands": bands(hashes)}
    )
    found = near(
        user=SYSTEM,
        community=page.community,
        title=written.title,
        text=written.full_text().removeprefix(written.title),
        leave=page.pk,
        limit=10,
    )
    NearPair.objects.bulk_create(
        [
            NearPair(first_id=min(page.pk, row.pk), second_id=max(page.pk, row.pk), likeness=row.likeness)
            for row in found
        ],
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["likeness"],
    )
    return len(found)


def compare_waiting(most: int = AT_ONCE) -> int:
    """Resources that were never compared: imported ones, and those of before."""
    rows = list(ResourcePage.objects.filter(live=True, shingles=None).defer("body").order_by("-pk")[:most])
    for row in rows:
        compare(row)
    return len(rows)


@transaction.atomic
def say_different(*, pair: NearPair, by: Any) -> bool:
    """The two are not the same; nobody is asked again. Whether this was news."""
    check_judge_pair(by, pair)
    changed = NearPair.objects.filter(pk=pair.pk, judged_at=None).update(
        judged_at=timezone.now(), judged_by=actor_or_none(by)
    )
    if changed:
        record(PAIR_JUDGED, by=by, target=pair, community=pair.first.community)
    return bool(changed)
