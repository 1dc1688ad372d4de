"""Reading events: lists, one, who comes, what waits for those who hold them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability, MembershipState, Module
from communities.gatherings import EventAnswerKind, EventState
from communities.models import Community, Event, EventAnswer
from communities.models.events import EventQuerySet
from communities.permissions import check_read, standing
from communities.queries.memberships import communities_where
from cop_portal.foundation.accounts.models import zone_of
from cop_portal.foundation.text import excerpt, plain
from cop_portal.foundation.ui.commas import listed
from cop_portal.foundation.ui.times import day_text

COMING = frozenset({EventAnswerKind.YES, EventAnswerKind.MAYBE})
# A draft is due so long before its day; after so long nobody is asked any more how it went.
DRAFT_DUE, TOLD_WITHIN = datetime.timedelta(days=14), datetime.timedelta(days=21)


@dataclass(frozen=True)
class When:
    """The hours of an event in words: by the reader's clock, and by that of its place if it differs."""

    yours: str
    zone: str
    there: str = ""
    place_zone: str = ""

    def __str__(self) -> str:
        if not self.there:
            return f"{self.yours} ({self.zone})"
        return _("%(yours)s (%(zone)s); there it is %(there)s (%(place_zone)s)") % {
            "yours": self.yours,
            "zone": self.zone,
            "there": self.there,
            "place_zone": self.place_zone,
        }


def hours(begins: datetime.datetime, ends: datetime.datetime) -> str:
    """'Tuesday, 1 December, 10:00–11:30', by the zone that both are given in."""
    first = listed((formats.date_format(begins, "l"), day_text(begins.date()), f"{begins:%H:%M}"))
    if begins.date() == ends.date():
        return f"{first}–{ends:%H:%M}"
    return f"{first} – {listed((day_text(ends.date()), f'{ends:%H:%M}'))}"


def when(event: Event) -> When:
    """By the clock of the reader whose zone is active."""
    name = timezone.get_current_timezone_name()
    zone = zone_of(name)
    mine = event.begins_at.astimezone(zone), event.ends_at.astimezone(zone)
    there = event.local_times()
    yours = hours(*mine)
    if [at.replace(tzinfo=None) for at in mine] == [at.replace(tzinfo=None) for at in there]:
        return When(yours, event.zone)
    return When(yours, name, hours(*there), event.zone)


def get_for(user: Any, community: Community, pk: int) -> Event:
    """One event. Raises Denied where the person may not read the community, Http404 where none is theirs."""
    check_read(user, community)
    rows = Event.objects.visible_to(user).select_related("leader", "series", "need")
    found = rows.filter(community=community, pk=pk).first()
    if found is None:
        raise Http404
    found.community = community
    return found


def coming(user: Any, community: Community) -> EventQuerySet:
    """What was announced and is not over, soonest first; cancelled ones stay until their hour."""
    rows = Event.objects.visible_to(user).coming().going_ahead().filter(community=community)
    return rows.exclude(state=EventState.DRAFT).select_related("leader").order_by("begins_at", "pk")


def past(user: Any, community: Community) -> QuerySet[Event]:
    """What is over, latest first."""
    rows = Event.objects.visible_to(user).published().going_ahead().filter(community=community)
    return rows.filter(ends_at__lte=timezone.now()).select_related("leader").order_by("-begins_at", "-pk")


def drafts(user: Any, community: Community) -> QuerySet[Event]:
    rows = Event.objects.held_by(user).filter(community=community, state=EventState.DRAFT)
    return rows.order_by("begins_at", "pk")


@dataclass
class Shown:
    """An event as a reader sees it in a list: its hours by their clock, what they answered."""

    event: Event
    when: When
    own: EventAnswer | None = None


def shown(user: Any, rows: Iterable[Event]) -> list[Shown]:
    """With one's own answers, in one statement."""
    events = list(rows)
    own: dict[int, EventAnswer] = {}
    if user.is_authenticated and events:
        answers = EventAnswer.objects.filter(user=user, event__in=[event.pk for event in events])
        own = {answer.event_id: answer for answer in answers}
    return [Shown(event, when(event), own.get(event.pk)) for event in events]


def own_answer(user: Any, event: Event) -> EventAnswer | None:
    if not user.is_authenticated:
        return None
    return EventAnswer.objects.filter(event=event, user=user).first()


def place_in_line(answer: EventAnswer) -> int:
    """Which number a person has on the waiting list."""
    before = Q(at__lt=answer.at) | Q(at=answer.at, pk__lt=answer.pk)
    rows = EventAnswer.objects.filter(before, event=answer.event_id, answer=EventAnswerKind.WAITING)
    return rows.count() + 1


def answers_of(event: Event) -> list[EventAnswer]:
    """Who answered what, in the order in which they did: who comes, who waits, who may come, who does not."""
    order = {kind: number for number, kind in enumerate(EventAnswerKind)}
    rows = EventAnswer.objects.filter(event=event).select_related("user").order_by("at", "pk")[:2000]
    return sorted(rows, key=lambda row: order[EventAnswerKind(row.answer)])


def who_answered(event_id: int, *answers: str) -> list[int]:
    """Ids of those who gave one of these answers, or any, and are members still."""
    rows = EventAnswer.objects.filter(
        event=event_id,
        user__memberships__community=F("event__community"),
        user__memberships__state=MembershipState.ACTIVE,
    )
    return list((rows.filter(answer__in=answers) if answers else rows).values_list("user_id", flat=True))


def who_answered_series(event: Event) -> list[int]:
    """Of the cancelled dates of its series together."""
    rows = Event.objects.filter(series=event.series_id or 0, state=EventState.CANCELLED)
    found = {pk for row in rows.values_list("pk", flat=True) for pk in who_answered(row)}
    return sorted(found or who_answered(event.pk))


def may_see_link(user: Any, event: Event) -> bool:
    """The link that lets people in is for members."""
    who = standing(user, event.community)
    return who.is_member or who.is_administrator


def summary(event: Event) -> str:
    """When, where and what for, in a few lines of a notice."""
    place = event.place or (_("online") if event.online_url else "")
    return "\n".join(
        part for part in (f"{when(event)}. {place}", excerpt(plain(event.about_html), 160)) if part
    )


def next_here(user: Any, community: Community, *, limit: int = 3) -> list[Shown]:
    """The next events of a community, for its first page."""
    rows = list(coming(user, community).published()[:limit])
    for row in rows:
        row.community = community
    return shown(user, rows)


def calendar_of(user: Any, *, limit: int = 8) -> list[Shown]:
    """The next events of the communities in which a person holds events, for their desk."""
    rows = (
        Event.objects.published()
        .coming()
        .filter(community__in=communities_where(user, Capability.HOLD_EVENTS).alive())
    )
    rows = rows.exclude(community__modules_off__contains=[Module.EVENTS])
    return shown(user, rows.select_related("community", "leader").order_by("begins_at", "pk")[:limit])


def next_of(user: Any, *, limit: int = 40) -> list[Shown]:
    """What comes in all communities of a member, without what they said no to."""
    rows = Event.objects.visible_to(user).coming().exclude(state=EventState.DRAFT)
    rows = rows.filter(
        community__archived_at=None,
        community__memberships__user=user,
        community__memberships__state=MembershipState.ACTIVE,
    ).exclude(pk__in=_declined(user))
    return shown(user, rows.select_related("community", "leader").order_by("begins_at", "pk")[:limit])


def _declined(user: Any) -> Any:
    return EventAnswer.objects.filter(user=user, answer=EventAnswerKind.NO).values("event")


def waiting_events(user: Any) -> list[Waiting]:
    """Drafts whose day is near, and events that are over without a word on how they went."""
    now = timezone.now()
    here = communities_where(user, Capability.HOLD_EVENTS).alive()
    rows = (
        Event.objects.filter(community__in=here)
        .exclude(community__modules_off__contains=[Module.EVENTS])
        .filter(
            Q(state=EventState.DRAFT, begins_at__gt=now, begins_at__lte=now + DRAFT_DUE)
            | Q(state=EventState.PUBLISHED, went="", ends_at__lte=now, ends_at__gt=now - TOLD_WITHIN)
        )
        .select_related("community")
        .order_by("begins_at", "pk")[:30]
    )
    return [_draft_due(row) if row.is_draft else _to_tell(row) for row in rows]


def _draft_due(row: Event) -> Waiting:
    return Waiting(
        key=f"event-draft:{row.pk}",
        sentence=_("“%(title)s” is not announced yet.") % {"title": row.title},
        action=_("Open the draft"),
        url=row.get_absolute_url(),
        since=row.created_at,
        community=row.community,
        reason=_("Whoever hears of it in time can keep the day free."),
        due=timezone.localtime(row.begins_at).date(),
    )


def _to_tell(row: Event) -> Waiting:
    return Waiting(
        key=f"event-told:{row.pk}",
        sentence=_("How did “%(title)s” go?") % {"title": row.title},
        action=_("Tell it"),
        url=reverse("event_afterwards", args=[row.community.slug, row.pk]),
        since=row.ends_at,
        community=row.community,
        reason=_("A word on it is all that those have who could not come."),
    )
