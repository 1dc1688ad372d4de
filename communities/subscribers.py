"""What follows from what happened in communities."""

from __future__ import annotations

from communities.activity import ANNOUNCEMENT_WITHDRAWN
from communities.queries.announcements import KIND, TYPE
from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.actions import take_back


@subscribe(ANNOUNCEMENT_WITHDRAWN, name="communities.announcement_taken_back")
def take_announcement_back(entry: ActivityEntry) -> None:
    """Who has not read it finds it nowhere, in no letter either."""
    if entry.target_id:
        take_back(kind=KIND, target_type=TYPE, target_id=entry.target_id)
