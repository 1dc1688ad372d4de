"""What was published goes into the next newsletter at once."""

from __future__ import annotations

from communities.activity import ANNOUNCEMENT_SENT
from communities.models import Announcement
from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.newsletters import queries, sections
from cop_portal.newsletters.actions import add_candidate
from discussions.activity import SYNTHESIS_PUBLISHED
from knowledge_base.activity import RESOURCE_PUBLISHED


@subscribe(ANNOUNCEMENT_SENT, name="newsletters.announcement")
def announced(entry: ActivityEntry) -> None:
    rows = Announcement.objects.sent().select_related("community", "by")
    announcement = rows.filter(pk=entry.target_id or 0).first()
    if announcement is not None:
        add_candidate(item=sections.of_announcement(announcement), by=SYSTEM)


@subscribe(SYNTHESIS_PUBLISHED, name="newsletters.synthesis")
def synthesis_published(entry: ActivityEntry) -> None:
    rows = queries.told_syntheses(entry.community_id or 0).select_related("discussion__community")
    synthesis = rows.filter(pk=entry.target_id or 0).first()
    if synthesis is not None:
        add_candidate(item=sections.of_synthesis(synthesis), by=SYSTEM)


@subscribe(RESOURCE_PUBLISHED, name="newsletters.resource")
def resource_published(entry: ActivityEntry) -> None:
    """The first time only: a corrected word is no news."""
    if not entry.facts.get("first"):
        return
    rows = queries.told_resources(entry.community_id or 0).select_related("community")
    resource = rows.defer("body").filter(pk=entry.target_id or 0).first()
    if resource is not None:
        add_candidate(item=sections.of_resource(resource), by=SYSTEM)
