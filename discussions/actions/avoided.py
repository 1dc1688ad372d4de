"""Noting that somebody found the answer instead of asking again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from communities.models import Community
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.text import one_line
from discussions.activity import DUPLICATE_AVOIDED
from discussions.models import AvoidedDuplicate
from discussions.permissions import check_start_discussion
from discussions.similar import Similar


@transaction.atomic
def note_found(*, community: Community, by: Any, asked: str, found: Similar) -> bool:
    """Count one duplication avoided; the same thing for the same person counts once."""
    check_start_discussion(by, community)
    row, new = AvoidedDuplicate.objects.get_or_create(
        user=by,
        found=found.source,
        found_id=found.pk,
        defaults={"community": community, "asked": one_line(asked)[:200] or found.title[:200]},
    )
    if new:
        record(
            DUPLICATE_AVOIDED, by=by, target=row, community=community, found=found.source, found_id=found.pk
        )
    return new
