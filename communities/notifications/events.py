"""What people are told about events: by their own clock, with the hour of the place beside it."""

from __future__ import annotations

import datetime
from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.activity import (
    EVENT_ANSWERED,
    EVENT_CANCELLED,
    EVENT_MOVED,
    EVENT_PLACE_FREED,
    EVENT_PUBLISHED,
    EVENT_SOON,
    EVENT_TOLD,
    EVENT_TOMORROW,
)
from communities.answers import EVENT_KIND, EVENT_WORDS
from communities.gatherings import EventAnswerKind, EventState
from communities.models import Event, EventAnswer
from communities.notifications.base import CommunityKind
from communities.queries import events, memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.words import stated
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt, plain
from cop_portal.foundation.ui.commas import listed

# What is told so late cannot wait for a letter that gathers.
NEAR = datetime.timedelta(days=2)


class _EventKind(CommunityKind):
    """A notice about an event that is not over."""

    template = "communities/email/event"
    own_clock = True
    can_answer = True
    why = _("You answered to this event.")

    def event(self, entry: ActivityEntry) -> Event | None:
        rows = Event.objects.exclude(state=EventState.DRAFT).select_related("community", "leader")
        return rows.filter(pk=entry.target_id).first()

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return events.who_answered(int(entry.target_id or 0))

    @abstractmethod
    def title(self, entry: ActivityEntry, event: Event) -> Any:
        """The line that stands first."""

    def detail(self, entry: ActivityEntry, event: Event) -> Any:
        return events.summary(event)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        event = self.event(entry)
        if event is None:
            return None
        answers = self.can_answer and event.takes_answers
        telling = self.telling(
            entry,
            event.community,
            self.title(entry, event),
            url=event.get_absolute_url(),
            detail=self.detail(entry, event),
            reply_kind=EVENT_KIND if answers else "",
            reply_target=event.pk if answers else None,
            answer_hint=_answer_hint() if answers else "",
        )
        telling.context.update(
            event=event,
            when=events.when(event),
            note=self.note(entry, event),
            calendar_path=reverse("event_calendar", args=[event.community.slug, event.pk]),
        )
        return telling

    def note(self, entry: ActivityEntry, event: Event) -> Any:
        """What the letter says before the facts of the event."""
        return ""


def _answer_hint() -> Any:
    return _("You can answer this letter with one word on the first line: %(words)s.") % {
        "words": listed(f"“{word}”" for word in stated(EVENT_WORDS, EVENT_WORDS))
    }


@register
class EventPublished(_EventKind):
    name = "communities.event_published"
    label = _("An event in my communities")
    why = _("You are a member of this community.")
    verbs = (EVENT_PUBLISHED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        event = self.event(entry)
        if event is None or event.state != EventState.PUBLISHED:
            return []
        return memberships.member_ids(event.community_id)

    def title(self, entry: ActivityEntry, event: Event) -> Any:
        return _("You are invited: %(title)s") % {"title": event.title}

    def note(self, entry: ActivityEntry, event: Event) -> Any:
        dates = int(entry.facts.get("dates") or 1)
        if dates < 2:
            return ""
        return ngettext(
            "It is the first of %(count)s date.", "It is the first of %(count)s dates.", dates
        ) % {"count": dates}


@register
class EventMoved(_EventKind):
    name = "communities.event_moved"
    label = _("An event I answered to is moved")
    verbs = (EVENT_MOVED,)

    def title(self, entry: ActivityEntry, event: Event) -> Any:
        if "time" in entry.facts.get("what", []):
            return _("Moved: %(title)s") % {"title": event.title}
        return _("Another place: %(title)s") % {"title": event.title}

    def note(self, entry: ActivityEntry, event: Event) -> Any:
        if "time" not in entry.facts.get("what", []):
            return _("The place or the link is another one. Your answer stays.")
        before = timezone.localtime(datetime.datetime.fromisoformat(entry.facts["before"]))
        was = events.hours(before, before + (event.ends_at - event.begins_at))
        return _(
            "It was to be on %(before)s. Your answer stays; change it if the new hour does not suit you."
        ) % {"before": was}

    def urgent(self, entry: ActivityEntry) -> bool:
        return _is_near(self.event(entry))


@register
class EventCancelled(_EventKind):
    name = "communities.event_cancelled"
    label = _("An event I answered to is cancelled")
    verbs = (EVENT_CANCELLED,)
    can_answer = False

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        event = self.event(entry)
        if event is None:
            return []
        if int(entry.facts.get("dates") or 1) > 1:
            return events.who_answered_series(event)
        return events.who_answered(event.pk)

    def title(self, entry: ActivityEntry, event: Event) -> Any:
        return _("Cancelled: %(title)s") % {"title": event.title}

    def detail(self, entry: ActivityEntry, event: Event) -> Any:
        return f"{event.why_cancelled}\n{events.when(event)}"

    def note(self, entry: ActivityEntry, event: Event) -> Any:
        dates = int(entry.facts.get("dates") or 1)
        if dates < 2:
            return event.why_cancelled
        more = ngettext(
            "This and the dates after it, %(count)s in all.",
            "This and the dates after it, %(count)s in all.",
            dates,
        ) % {"count": dates}
        return f"{event.why_cancelled} {more}"

    def urgent(self, entry: ActivityEntry) -> bool:
        return _is_near(self.event(entry))


@register
class EventWaits(_EventKind):
    """Who says yes to a full event hears that they wait, however they answered."""

    name = "communities.event_waits"
    label = _("I am on the waiting list of an event")
    verbs = (EVENT_ANSWERED,)
    to_actor = True

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        if entry.facts.get("answer") != EventAnswerKind.WAITING or entry.actor_id is None:
            return []
        rows = EventAnswer.objects.filter(
            event=entry.target_id, user=entry.actor_id, answer=EventAnswerKind.WAITING
        )
        return list(rows.values_list("user_id", flat=True))

    def title(self, entry: ActivityEntry, event: Event) -> Any:
        return _("You are on the waiting list: %(title)s") % {"title": event.title}

    def note(self, entry: ActivityEntry, event: Event) -> Any:
        return _("All places are taken. You move up by yourself when one is free, and hear of it.")


@register
class EventPlaceFreed(_EventKind):
    name = "communities.event_place_freed"
    label = _("A place is free for me at an event")
    why = _("You were on the waiting list of this event.")
    verbs = (EVENT_PLACE_FREED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        rows = EventAnswer.objects.filter(
            event=entry.target_id, user=entry.facts["user_id"], answer=EventAnswerKind.YES
        )
        return list(rows.values_list("user_id", flat=True))

    def title(self, entry: ActivityEntry, event: Event) -> Any:
        return _("You have a place: %(title)s") % {"title": event.title}

    def note(self, entry: ActivityEntry, event: Event) -> Any:
        return _(
            "A place became free and it is yours. Say no if you cannot come; then the next one moves up."
        )

    def urgent(self, entry: ActivityEntry) -> bool:
        return _is_near(self.event(entry))


class _Reminder(_EventKind):
    """To those who said yes or maybe, as long as it takes place."""

    why = _("You said that you come, or may come.")

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        event = self.event(entry)
        if event is None or not event.takes_answers:
            return []
        return events.who_answered(event.pk, *events.COMING)

    def urgent(self, entry: ActivityEntry) -> bool:
        return True


@register
class EventTomorrow(_Reminder):
    name = "communities.event_tomorrow"
    label = _("I am reminded of an event a day before")
    verbs = (EVENT_TOMORROW,)

    def title(self, entry: ActivityEntry, event: Event) -> Any:
        return _("A day from now: %(title)s") % {"title": event.title}


@register
class EventSoon(_Reminder):
    name = "communities.event_soon"
    label = _("I am reminded of an event an hour before")
    verbs = (EVENT_SOON,)

    def title(self, entry: ActivityEntry, event: Event) -> Any:
        return _("In an hour: %(title)s") % {"title": event.title}


@register
class EventTold(_EventKind):
    name = "communities.event_told"
    label = _("I hear how an event went that I answered to")
    verbs = (EVENT_TOLD,)
    default = Frequency.DAILY
    can_answer = False

    def title(self, entry: ActivityEntry, event: Event) -> Any:
        return _("How it went: %(title)s") % {"title": event.title}

    def detail(self, entry: ActivityEntry, event: Event) -> Any:
        return excerpt(plain(event.went_html), 300)

    def note(self, entry: ActivityEntry, event: Event) -> Any:
        return excerpt(plain(event.went_html), 800)


def _is_near(event: Event | None) -> bool:
    return event is not None and event.begins_at - timezone.now() <= NEAR
