"""Who answers for the resources of a community that closes or is handed over."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from communities.models import Transformation
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM
from knowledge_base.activity import RESOURCE_GIVEN
from knowledge_base.models import ResourcePage


def _locked(step: Transformation) -> Transformation:
    """Giving and giving back wait for one another, whichever the worker came to first."""
    return Transformation.objects.select_for_update(of=("self",)).select_related("community").get(pk=step.pk)


@transaction.atomic
def give_to_successor(step: Transformation) -> int:
    """All resources of a community that closes, those of the outgoing coordinator otherwise.

    What was undone in the meantime is left alone. Returns how many changed hands.
    """
    step = _locked(step)
    if not step.is_done or step.library_owner_id is None:
        return 0
    rows = ResourcePage.objects.filter(community=step.community)
    if not step.closes:
        if step.outgoing_id is None:
            return 0
        rows = rows.filter(owner=step.outgoing_id)
    given = 0
    for page in rows.order_by("pk"):
        given += _give(step, page, step.library_owner_id)
    return given


@transaction.atomic
def give_back(step: Transformation) -> int:
    """To those who owned them before, unless somebody else took a resource over since."""
    step = _locked(step)
    if step.is_done:
        return 0
    entries = ActivityEntry.objects.filter(
        verb=RESOURCE_GIVEN.name, community_id=step.community_id, facts__transformation_id=step.pk
    )
    before: dict[int, int | None] = {
        entry.target_id: entry.facts["before_id"] for entry in entries if entry.target_id
    }
    known = set(User.objects.filter(pk__in=filter(None, before.values())).values_list("pk", flat=True))
    given = 0
    for page in ResourcePage.objects.filter(pk__in=before, owner=step.library_owner_id).order_by("pk"):
        owner = before[page.pk]
        given += _give(step, page, owner if owner in known else None)
    return given


def _give(step: Transformation, page: ResourcePage, owner_id: int | None) -> int:
    if page.owner_id == owner_id:
        return 0
    before: Any = page.owner_id
    ResourcePage.objects.filter(pk=page.pk).update(owner=owner_id)
    record(
        RESOURCE_GIVEN,
        by=SYSTEM,
        target=ResourcePage(pk=page.pk),
        community=step.community,
        owner_id=owner_id,
        before_id=before,
        transformation_id=step.pk,
    )
    return 1
