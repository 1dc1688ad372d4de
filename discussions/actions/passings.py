"""Passing a discussion on, up or down one level."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.text import one_line
from discussions.activity import DISCUSSION_PASSED
from discussions.models import Discussion, Passing
from discussions.permissions import check_pass_discussion


@transaction.atomic
def pass_on(
    *,
    discussion: Discussion,
    to: Community,
    by: Any,
    words: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Passing:
    """Show a discussion in the community above or below. Passing it again changes nothing."""
    check_pass_discussion(by, discussion, to)
    if to.pk != discussion.community.parent_id and to.parent_id != discussion.community_id:
        raise ValidationError(_("A discussion goes up or down one level: choose a community next to yours."))
    passing, new = Passing.objects.get_or_create(
        discussion=discussion,
        to_community=to,
        defaults={
            "words": one_line(words)[:300],
            "by": actor_or_none(by),
            "at": at or timezone.now(),
        },
    )
    if new:
        Community.objects.filter(pk=to.pk).update(passed_count=F("passed_count") + 1)
        record(DISCUSSION_PASSED, by=by, target=passing, community=to, at=at, quiet=quiet)
    return passing


@transaction.atomic
def take_back(*, passing: Passing, by: Any) -> None:
    """Take it out of the other community's list. Twice is once."""
    check_pass_discussion(by, passing.discussion, passing.to_community)
    gone, _rows = Passing.objects.filter(pk=passing.pk).delete()
    if gone:
        Community.objects.filter(pk=passing.to_community_id).update(passed_count=F("passed_count") - 1)
