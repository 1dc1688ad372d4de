"""Naming what an expert of a community is asked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from communities.activity import SUBJECTS_NAMED
from communities.models import Membership
from communities.permissions import check_set_subjects
from communities.subjects import clean_subjects
from cop_portal.foundation.activity.record import record

MOST = 12


@transaction.atomic
def set_subjects(*, membership: Membership, by: Any, subjects: Iterable[str]) -> list[str]:
    """Replace the subjects of an expert. The same again changes nothing. Returns them as kept.

    Raises Denied, or ValidationError where there are too many.
    """
    locked = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("community", "user")
        .get(pk=membership.pk)
    )
    check_set_subjects(by, locked)
    kept = clean_subjects(subjects, most=MOST)
    if kept != locked.subjects:
        locked.subjects = kept
        locked.save(update_fields=["subjects"])
        record(SUBJECTS_NAMED, by=by, target=locked, community=locked.community, user_id=locked.user_id)
    return kept
