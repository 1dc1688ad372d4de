"""What the standing sections of a newsletter are filled with, one function each.

They tell only what every member of the community may read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from communities.models import Announcement, Community, Event, Membership
from communities.queries import announcements
from cop_portal.foundation.text import excerpt, plain, render
from cop_portal.newsletters import actions, queries
from cop_portal.newsletters.enums import Section
from cop_portal.newsletters.models import Issue, Item
from discussions.actions.citations import without_citations
from discussions.enums import Kind, Phase
from discussions.models import Discussion, Synthesis
from discussions.permissions import kinds_in
from discussions.queries import discussions
from knowledge_base.models import ResourcePage

# Of events so far ahead a newsletter tells; later ones have their turn.
AHEAD = datetime.timedelta(weeks=4)
MOST = 8  # items of one section; the editor's time is short, the reader's shorter


def compose(
    *,
    community: Community,
    week: str,
    by: Any,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Issue:
    """Gather what happened since the last newsletter and put the draft of a week together."""
    found = gather(community, queries.period_start(community))
    return actions.compose(community=community, week=week, by=by, items=found, at=at, quiet=quiet)


def gather(community: Community, since: datetime.datetime) -> list[Item]:
    """Unsaved items for all sections, in the order of the sections."""
    fill = (announced, coming, concluded, met, open_now, unanswered, library, conversations, joined)
    return [item for section in fill for item in section(community, since)]


def announced(community: Community, since: datetime.datetime) -> Iterable[Item]:
    """What was announced to the members and holds still."""
    return [of_announcement(row) for row in announcements.news(community, since)[:MOST]]


def of_announcement(announcement: Announcement) -> Item:
    item = _item(
        announcement.community,
        Section.ANNOUNCEMENTS,
        queries.ANNOUNCEMENT,
        announcement.pk,
        title=announcement.title,
        url=announcement.get_absolute_url(),
        text=excerpt(plain(announcement.body_html), 500),
    )
    item.until = announcement.until
    item.by = announcement.by.name if announcement.by and announcement.until is None else ""
    return item


def coming(community: Community, since: datetime.datetime) -> Iterable[Item]:
    """Events of the weeks to come, soonest first; of a recurring one the next date."""
    rows = queries.told_events(community.pk).coming().filter(begins_at__lt=timezone.now() + AHEAD)
    found: dict[Any, Event] = {}
    for event in rows.select_related("community").defer("search").order_by("begins_at", "pk"):
        found.setdefault(f"series {event.series_id}" if event.series_id else event.pk, event)
    return [of_event(event) for event in list(found.values())[:MOST]]


def of_event(event: Event) -> Item:
    return _of_event(event, Section.EVENTS, queries.EVENT, event.about_html)


def met(community: Community, since: datetime.datetime) -> Iterable[Item]:
    """How events went that ended since then, where it was told; the latest first."""
    rows = queries.told_events(community.pk).filter(ends_at__range=(since, timezone.now())).exclude(went="")
    rows = rows.select_related("community").defer("search").order_by("-ends_at", "-pk")
    return [of_report(event) for event in rows[:MOST]]


def of_report(event: Event) -> Item:
    return _of_event(event, Section.MET, queries.EVENT_REPORT, event.went_html)


def _of_event(event: Event, section: Section, kind: str, html: str) -> Item:
    return _item(
        event.community,
        section,
        kind,
        event.pk,
        title=event.title,
        url=event.get_absolute_url(),
        text=excerpt(plain(html), 240),
    )


def concluded(community: Community, since: datetime.datetime) -> Iterable[Item]:
    """Syntheses that were published."""
    rows = queries.told_syntheses(community.pk).filter(published_at__gt=since)
    rows = rows.select_related("discussion__community").order_by("-published_at")[:MOST]
    return [of_synthesis(synthesis) for synthesis in rows]


def of_synthesis(synthesis: Synthesis) -> Item:
    discussion = synthesis.discussion
    return _item(
        discussion.community,
        Section.CONCLUDED,
        queries.SYNTHESIS,
        synthesis.pk,
        title=discussion.title,
        url=discussion.get_absolute_url(),
        text=excerpt(plain(render(without_citations(synthesis.in_short))), 500),
    )


def open_now(community: Community, since: datetime.datetime) -> Iterable[Item]:
    """Facilitated discussions that take contributions, with their last day."""
    rows = queries.told_discussions(community.pk).open()
    rows = rows.filter(kind=Kind.FACILITATED, phase=Phase.CONTRIBUTIONS)
    return [
        _of_discussion(discussion, Section.OPEN, until=discussion.closes_on)
        for discussion in rows.select_related("community", "author").order_by("closes_on", "pk")[:MOST]
    ]


def unanswered(community: Community, since: datetime.datetime) -> Iterable[Item]:
    """Questions that wait for others to speak, the oldest first: they wait longest."""
    rows = discussions.unanswered(queries.told_discussions(community.pk).open().questions())
    return [
        _of_discussion(discussion, Section.QUESTIONS)
        for discussion in rows.select_related("community", "author").order_by("created_at", "pk")[:MOST]
    ]


def library(community: Community, since: datetime.datetime) -> Iterable[Item]:
    """Resources that were published or confirmed again."""
    rows = queries.told_resources(community.pk).defer("body").select_related("community")
    rows = rows.filter(Q(first_published_at__gt=since) | Q(confirmed_at__gt=since))
    return [of_resource(resource) for resource in rows.order_by("-last_published_at", "-pk")[:MOST]]


def of_resource(resource: ResourcePage) -> Item:
    return _item(
        resource.community,
        Section.LIBRARY,
        queries.RESOURCE,
        resource.pk,
        title=resource.title,
        url=resource.get_url() or "",
        text=excerpt(resource.summary, 500),
    )


def conversations(community: Community, since: datetime.datetime) -> Iterable[Item]:
    """Conversations, and questions that were answered, begun since then; the liveliest first.

    Where questions are switched off, those without an answer are conversations, too.
    """
    rows = queries.told_discussions(community.pk).filter(created_at__gt=since)
    rows = rows.exclude(kind=Kind.FACILITATED)
    if Kind.QUESTION in kinds_in(community):
        rows = rows.exclude(pk__in=discussions.unanswered(rows).values("pk"))
    return [
        _of_discussion(discussion, Section.CONVERSATIONS)
        for discussion in rows.select_related("community", "author").order_by(
            "-contribution_count", "-created_at"
        )[:MOST]
    ]


def joined(community: Community, since: datetime.datetime) -> Iterable[Item]:
    """How many became members. Names stay on the list of people, which is never public."""
    count = Membership.objects.active().filter(community=community, joined_at__gt=since).count()
    if not count:
        return []
    url = reverse("members", args=[community.slug])
    item = _item(community, Section.PEOPLE, queries.COMMUNITY, community.pk, title="", url=url)
    item.count = count
    return [item]


def _of_discussion(discussion: Discussion, section: Section, *, until: datetime.date | None = None) -> Item:
    item = _item(
        discussion.community,
        section,
        queries.DISCUSSION,
        discussion.pk,
        title=discussion.title,
        url=discussion.get_absolute_url(),
        text=excerpt(plain(discussion.body_html), 240),
    )
    item.until = until
    item.by = discussion.author.name if discussion.author and until is None else ""
    return item


def _item(
    community: Community, section: Section, kind: str, pk: int, *, title: str, url: str, text: str = ""
) -> Item:
    return Item(
        community=community,
        section=section,
        target_type=kind,
        target_id=pk,
        title=excerpt(title, 250),
        url=url,
        text=text,
    )
