"""Passing a discussion on, up or down one level."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from communities.actions.passings import show_no_more, show_there
from communities.models import Community
from cop_portal.foundation.activity.record import record
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
    here = discussion.community
    passing, new = show_there(Passing, discussion=discussion, here=here, to=to, by=by, words=words, at=at)
    if new:
        record(DISCUSSION_PASSED, by=by, target=passing, community=to, at=at, quiet=quiet)
    return passing


@transaction.atomic
def take_back(*, passing: Passing, by: Any) -> None:
    """Take it out of the other community's list. Twice is once."""
    check_pass_discussion(by, passing.discussion, passing.to_community)
    show_no_more(passing)
