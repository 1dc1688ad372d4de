"""What an event yields for the library, once it is over."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.rich_text import RichText

from communities.enums import Module
from communities.gatherings import EventState
from communities.models import Event
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.text import excerpt, plain
from knowledge_base.enums import CreditRole, Kind
from knowledge_base.harvesting import Crop
from knowledge_base.models import Harvest

# After so long nobody is offered an event any more that is over.
LATELY = datetime.timedelta(days=21)


def event_of(entry: ActivityEntry) -> int | None:
    return entry.target_id


def crop_of_event(pk: int) -> Crop | None:
    """A lesson or guidance from what the event was for and how it went; none before it is over."""
    event = (
        Event.objects.filter(pk=pk, state=EventState.PUBLISHED).select_related("community", "leader").first()
    )
    if event is None or not (event.went or event.ends_at <= timezone.now()):
        return None
    if event.community.is_archived or Module.LIBRARY in event.community.modules_off:
        return None
    credits = (
        [{"user": event.leader, "role": CreditRole.SOURCE, "contribution": None}] if event.leader else []
    )
    return Crop(
        community=event.community,
        title=event.title,
        summary=excerpt(plain(event.went_html or event.about_html), 280),
        url=event.get_absolute_url(),
        kinds=(Kind.LESSON, Kind.GUIDANCE),
        fields=lambda kind: _fields(kind, event),
        credits=credits,
    )


def over_and_not_offered(now: datetime.datetime) -> QuerySet[Event]:
    """Events that ended of late and were not offered to anybody. A date of a series is offered once somebody told of it:
    a call each week is not a draft each week."""
    offered = Harvest.objects.filter(source="event").values("source_id")
    rows = Event.objects.filter(state=EventState.PUBLISHED, ends_at__lte=now, ends_at__gt=now - LATELY)
    rows = rows.filter(Q(series=None) | ~Q(went=""), community__archived_at=None).exclude(pk__in=offered)
    return rows.exclude(community__modules_off__contains=[Module.LIBRARY]).order_by("ends_at", "pk")


def _fields(kind: str, event: Event) -> dict[str, Any]:
    language = event.community.language or settings.LANGUAGE_CODE
    with override(language):
        wanted, agenda, went = _("What it was for"), _("The agenda"), _("How it went")
    body: list[Any] = []
    for heading, html in ((wanted, event.about_html), (agenda, event.agenda_html), (went, event.went_html)):
        if html:
            body += [("heading", heading), ("paragraph", RichText(html))]
    found: dict[str, Any] = {"language": language, "place": event.place[:120], "body": body}
    if kind == Kind.LESSON:
        found["happened"] = plain(event.went_html)[:4000]
    return found
