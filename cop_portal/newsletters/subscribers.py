"""What was published goes into the next newsletter at once; what is hidden, into no letter that has not left."""

from __future__ import annotations

from django.utils import timezone

from communities.activity import (
    ANNOUNCEMENT_SENT,
    ANNOUNCEMENT_WITHDRAWN,
    EVENT_CANCELLED,
    EVENT_PUBLISHED,
    EVENT_TOLD,
)
from communities.gatherings import EventState
from communities.models import Announcement, Community, Event
from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.newsletters import queries, sections
from cop_portal.newsletters.actions import add_candidate, write_anew
from discussions.activity import SYNTHESIS_PUBLISHED, TEXT_HIDDEN
from discussions.models import Synthesis
from knowledge_base.activity import RESOURCE_NARROWED, RESOURCE_PUBLISHED, RESOURCE_RETIRED


@subscribe(ANNOUNCEMENT_SENT, name="newsletters.announcement")
def announced(entry: ActivityEntry) -> None:
    rows = Announcement.objects.sent().select_related("community", "by")
    announcement = rows.filter(pk=entry.target_id or 0).first()
    if announcement is not None:
        add_candidate(item=sections.of_announcement(announcement), by=SYSTEM)


@subscribe(EVENT_PUBLISHED, name="newsletters.event")
def event_published(entry: ActivityEntry) -> None:
    """Into the draft that is open; a later one gathers what comes then."""
    rows = queries.told_events(entry.community_id or 0).coming().select_related("community")
    event = rows.filter(pk=entry.target_id or 0, begins_at__lt=timezone.now() + sections.AHEAD).first()
    if event is not None and queries.open_draft(event.community) is not None:
        add_candidate(item=sections.of_event(event), by=SYSTEM)


@subscribe(EVENT_TOLD, name="newsletters.event_told")
def event_told(entry: ActivityEntry) -> None:
    rows = queries.told_events(entry.community_id or 0).exclude(went="").select_related("community")
    event = rows.filter(pk=entry.target_id or 0).first()
    if event is not None:
        add_candidate(item=sections.of_report(event), by=SYSTEM)


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


@subscribe(TEXT_HIDDEN, name="newsletters.hidden")
def text_hidden(entry: ActivityEntry) -> None:
    """A discussion goes with its synthesis. Of single contributions no newsletter tells."""
    if entry.target_type != queries.DISCUSSION:
        return
    syntheses = Synthesis.objects.filter(discussion=entry.target_id or 0).values_list("pk", flat=True)
    _not_told(entry, [(queries.SYNTHESIS, pk) for pk in syntheses])


@subscribe(ANNOUNCEMENT_WITHDRAWN, RESOURCE_NARROWED, RESOURCE_RETIRED, name="newsletters.withdrawn")
def withdrawn(entry: ActivityEntry) -> None:
    _not_told(entry, [])


@subscribe(EVENT_CANCELLED, name="newsletters.event_cancelled")
def event_cancelled(entry: ActivityEntry) -> None:
    """Alone, or with all dates of its series."""
    event = Event.objects.filter(pk=entry.target_id or 0).first()
    if event is not None:
        series = Event.objects.filter(series=event.series_id) if event.series_id else Event.objects.none()
        others = series.filter(state=EventState.CANCELLED).values_list("pk", flat=True)
        _not_told(entry, [(queries.EVENT, pk) for pk in others])


def _not_told(entry: ActivityEntry, along: list[tuple[str, int]]) -> None:
    community = Community.objects.filter(pk=entry.community_id or 0).first()
    if community is not None:
        gone = [(entry.target_type, entry.target_id or 0), *along]
        write_anew(community=community, by=SYSTEM, gone=gone)
