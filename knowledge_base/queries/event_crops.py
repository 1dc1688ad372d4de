"""What an event yields for the library, once somebody told how it went."""

from __future__ import annotations

from typing import Any

from django.conf import settings
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


def event_of(entry: ActivityEntry) -> int | None:
    return entry.target_id


def crop_of_event(pk: int) -> Crop | None:
    """A lesson or guidance from what the event was for and how it went; none before somebody told."""
    event = (
        Event.objects.filter(pk=pk, state=EventState.PUBLISHED).select_related("community", "leader").first()
    )
    if event is None or not event.went:
        return None
    if event.community.is_archived or Module.LIBRARY in event.community.modules_off:
        return None
    credits = (
        [{"user": event.leader, "role": CreditRole.SOURCE, "contribution": None}] if event.leader else []
    )
    return Crop(
        community=event.community,
        title=event.title,
        summary=excerpt(plain(event.went_html), 280),
        url=event.get_absolute_url(),
        kinds=(Kind.LESSON, Kind.GUIDANCE),
        fields=lambda kind: _fields(kind, event),
        credits=credits,
    )


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
