"""Saying whether a resource was useful."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cop_portal.foundation.activity.record import record
from knowledge_base.activity import RESOURCE_NOT_USEFUL, RESOURCE_USEFUL
from knowledge_base.models import ResourcePage, UsefulResource
from knowledge_base.permissions import check_react_to_resource


@transaction.atomic
def rate(
    *,
    resource: ResourcePage,
    by: Any,
    useful: bool,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> None:
    """Useful to me, or not. Each person has one vote and may change it; the same again changes nothing."""
    check_react_to_resource(by, resource)
    # One at a time for a resource: its count is counted, not guessed.
    ResourcePage.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=resource.pk)
    known = UsefulResource.objects.filter(resource_id=resource.pk, user=by).first()
    if known is not None and known.useful == useful:
        return
    moment = at or timezone.now()
    UsefulResource.objects.update_or_create(
        resource_id=resource.pk, user=by, defaults={"useful": useful, "at": moment}
    )
    ResourcePage.objects.filter(pk=resource.pk).update(
        useful_count=UsefulResource.objects.filter(resource_id=resource.pk, useful=True).count()
    )
    target = ResourcePage(pk=resource.pk)
    if useful:
        record(
            RESOURCE_USEFUL, by=by, target=target, community=resource.community, at=at, quiet=quiet,
            owner_id=resource.owner_id,
        )  # fmt: skip
    else:
        record(RESOURCE_NOT_USEFUL, by=by, target=target, community=resource.community, at=at, quiet=quiet)
