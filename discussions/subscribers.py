"""What follows from what happened in discussions."""

from __future__ import annotations

from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from discussions.actions.people import refresh_people
from discussions.actions.subscriptions import follow_by_default
from discussions.activity import (
    CONTRIBUTION_ADDED,
    CONTRIBUTION_WITHDRAWN,
    DISCUSSION_OPENED,
    DISCUSSION_STARTED,
)


@subscribe(DISCUSSION_STARTED, DISCUSSION_OPENED, name="discussions.author_follows")
def author_follows(entry: ActivityEntry) -> None:
    if entry.actor_id and entry.target_id:
        follow_by_default(discussion_id=entry.target_id, user_id=entry.actor_id)


@subscribe(CONTRIBUTION_ADDED, name="discussions.contributor_follows")
def contributor_follows(entry: ActivityEntry) -> None:
    if entry.actor_id:
        follow_by_default(discussion_id=entry.facts["discussion_id"], user_id=entry.actor_id)


@subscribe(CONTRIBUTION_ADDED, CONTRIBUTION_WITHDRAWN, name="discussions.people")
def count_people(entry: ActivityEntry) -> None:
    refresh_people(entry.facts["discussion_id"])
