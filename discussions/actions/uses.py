"""Saying that one used what a contribution says, and what came of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.text import one_line
from discussions.activity import CONTRIBUTION_USED
from discussions.models import Contribution, Use
from discussions.permissions import check_say_used


@transaction.atomic
def say_used(
    *,
    contribution: Contribution,
    by: Any,
    words: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Use:
    """I used this. Said again it changes the sentence; the author hears of the first time."""
    check_say_used(by, contribution)
    Contribution.objects.select_for_update().only("pk").get(pk=contribution.pk)
    words = one_line(words)[:300]
    use, new = Use.objects.get_or_create(
        contribution=contribution, user=by, defaults={"words": words, "at": at or timezone.now()}
    )
    if not new:
        Use.objects.filter(pk=use.pk).update(words=words)
        use.words = words
        return use
    Contribution.objects.filter(pk=contribution.pk).update(used_count=F("used_count") + 1)
    record(
        CONTRIBUTION_USED,
        by=by,
        target=use,
        community=contribution.community,
        at=at,
        quiet=quiet,
        discussion_id=contribution.discussion_id,
        author_id=contribution.author_id,
    )
    return use


@transaction.atomic
def take_back(*, contribution: Contribution, by: Any) -> None:
    """Not used after all. Twice is once."""
    check_say_used(by, contribution)
    Contribution.objects.select_for_update().only("pk").get(pk=contribution.pk)
    gone, _rows = Use.objects.filter(contribution=contribution, user=by).delete()
    if gone:
        Contribution.objects.filter(pk=contribution.pk).update(used_count=F("used_count") - 1)
