"""Holding events: making one or a series, announcing, moving, cancelling, reminding, telling how it went."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions import needs
from communities.actions.event_answers import lock, move_up
from communities.activity import (
    EVENT_CANCELLED,
    EVENT_MOVED,
    EVENT_PUBLISHED,
    EVENT_SOON,
    EVENT_TOLD,
    EVENT_TOMORROW,
)
from communities.enums import Capability, NeedState
from communities.gatherings import EventState, Repeat
from communities.models import Community, Event, EventAnswer, EventSeries, Membership, Need
from communities.permissions import check_capability
from cop_portal.foundation.accounts.models import zone_of
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs.once import one_after_the_other
from cop_portal.foundation.notifications.timing import moment
from cop_portal.foundation.permissions import SYSTEM, actor_or_none
from cop_portal.foundation.text import one_line

LONGEST = datetime.timedelta(days=31)
MOST_DATES = 52
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
# A reminder that comes too late says nothing: the day's is told up to so long before the beginning.
DAY_UNTIL = 6 * HOUR


@dataclass(frozen=True)
class Plan:
    """What is planned: everything about an event that its maker writes."""

    title: str
    about: str
    begins_at: datetime.datetime
    ends_at: datetime.datetime
    zone: str
    place: str = ""
    online_url: str = ""
    capacity: int | None = None
    agenda: str = ""
    leader: Any = None

    def check(self, community: Community) -> None:
        """Raises ValidationError with a sentence for each field that cannot be so."""
        if not one_line(self.title):
            raise ValidationError({"title": _("Give it a title")})
        if not self.about.strip():
            raise ValidationError({"about": _("Say what it is for, so that people can decide.")})
        if self.ends_at <= self.begins_at:
            raise ValidationError({"ends_at": _("The end comes after the beginning.")})
        if self.ends_at - self.begins_at > LONGEST:
            raise ValidationError({"ends_at": _("An event lasts a month at most.")})
        if self.capacity is not None and self.capacity < 1:
            raise ValidationError({"capacity": _("At least one place, or none stated.")})
        here = Membership.objects.active().filter(community=community)
        if self.leader is not None and not here.filter(user=self.leader).exists():
            raise ValidationError({"leader": _("Who leads it is a member of this community.")})

    def put_into(self, event: Event) -> None:
        for field in fields(self):
            setattr(event, field.name, getattr(self, field.name))
        event.title, event.place = one_line(self.title)[:150], one_line(self.place)[:200]
        event.about, event.agenda = self.about.strip(), self.agenda.strip()
        event.clean_fields(exclude=["community", "leader", "need", "series", "by", "capacity"])


def rule_of(plan: Plan, repeat: str, every: int, times: int) -> rrule:
    """The rule for the dates, by the clocks of the event's own place."""
    local = plan.begins_at.astimezone(zone_of(plan.zone)).replace(tzinfo=None)
    if repeat == Repeat.WEEKLY:
        return rrule(WEEKLY, interval=every, count=times, dtstart=local)
    nth = (local.day - 1) // 7 + 1
    on = weekday(local.weekday())(nth if nth < 5 else -1)
    return rrule(MONTHLY, interval=every, count=times, byweekday=on, dtstart=local)


@transaction.atomic
def make(
    *,
    community: Community,
    by: Any,
    plan: Plan,
    repeat: str = Repeat.NONE,
    every: int = 1,
    times: int = 1,
    need: Need | None = None,
    key: str = "",
) -> Event:
    """Draft an event, or all dates of a recurring one. The same key twice is one. Returns the first date."""
    check_capability(by, community, Capability.HOLD_EVENTS)
    plan.check(community)
    if need is not None and need.community_id != community.pk:
        raise ValueError("a need is taken up in its own community")
    if repeat != Repeat.NONE and not (1 <= every <= 12 and 2 <= times <= MOST_DATES):
        raise ValidationError({"times": _("From 2 to 52 dates, every 1 to 12 weeks or months.")})
    if key:
        one_after_the_other("event", community.pk, by, key)
        known = Event.objects.filter(community=community, by=actor_or_none(by), key=key, number=1).first()
        if known is not None:
            return known
    made, begins, series = [], [plan.begins_at], None
    if repeat != Repeat.NONE:
        rule = rule_of(plan, repeat, every, times)
        series = EventSeries.objects.create(
            community=community,
            repeat=repeat,
            every=every,
            rule=str(rule).splitlines()[-1][:200],
            by=actor_or_none(by),
        )
        begins = [moment(day.date(), day.time(), plan.zone) for day in rule]
    for number, begin in enumerate(begins, start=1):
        event = Event(
            community=community, series=series, number=number, need=need, by=actor_or_none(by), key=key
        )
        plan.put_into(event)
        event.begins_at, event.ends_at = begin, begin + (plan.ends_at - plan.begins_at)
        event.save()
        made.append(event)
    return made[0]


@transaction.atomic
def change(*, event: Event, by: Any, revision: int, plan: Plan) -> Event:
    """Change a draft, or move what was announced: everybody who answered is told of another time or place."""
    check_capability(by, event.community, Capability.HOLD_EVENTS)
    plan.check(event.community)
    locked = lock(event)
    if locked.revision != revision:
        raise ValidationError(
            _("Somebody changed it meanwhile. What you wrote is still here; open the page again to compare.")
        )
    if locked.is_cancelled:
        raise ValidationError(_("It is cancelled. Make a new one instead."))
    if plan.capacity is not None and plan.capacity < locked.going_count:
        raise ValidationError(
            {"capacity": _("%(count)s have a place already.") % {"count": locked.going_count}}
        )
    before = (locked.begins_at, locked.ends_at), (locked.place, locked.online_url)
    plan.put_into(locked)
    moved = before[0] != (locked.begins_at, locked.ends_at)
    what = [
        *(["time"] if moved else []),
        *(["place"] if before[1] != (locked.place, locked.online_url) else []),
    ]
    if not locked.is_draft:
        _check_announced(locked, moved=moved)
    if moved:
        _note_told(locked)
    locked.revision += 1
    locked.save()
    if not locked.is_draft:
        move_up(locked)
        if what:
            record(
                EVENT_MOVED,
                by=by,
                target=locked,
                community=locked.community,
                what=what,
                before=before[0][0].isoformat(),
            )
    return locked


@transaction.atomic
def publish(*, event: Event, by: Any, at: datetime.datetime | None = None, quiet: bool = False) -> Event:
    """Announce it to the members, once, with the other dates of its series; a need it takes up is answered.

    at and quiet are for the past: whoever is invited to what was tells nobody.
    """
    check_capability(by, event.community, Capability.HOLD_EVENTS)
    locked = lock(event)
    if not locked.is_draft:
        return locked
    rows = [locked]
    if locked.series_id is not None:
        others = Event.objects.select_for_update(of=("self",)).filter(
            series=locked.series_id, state=EventState.DRAFT
        )
        rows += list(others.exclude(pk=locked.pk).select_related("community"))
    for row in rows:
        _check_announced(row, moved=at is None)
        row.state, row.published_at = EventState.PUBLISHED, at or timezone.now()
        _note_told(row)
        row.save()
        record(
            EVENT_PUBLISHED,
            by=by,
            target=row,
            community=row.community,
            at=at,
            quiet=quiet or row is not locked,
            dates=len(rows),
        )
    need = locked.need
    if need is not None and need.state == NeedState.OPEN:
        needs.answer(
            need=need,
            by=by,
            state=NeedState.TAKEN_UP,
            outcome=locked.title,
            outcome_url=locked.get_absolute_url(),
        )
    return locked


@transaction.atomic
def cancel(*, event: Event, by: Any, reason: str, whole: bool = False) -> Event:
    """Cancel with a reason, alone or with all dates of its series to come. Who answered is told, once."""
    check_capability(by, event.community, Capability.HOLD_EVENTS)
    reason = one_line(reason)[:300]
    if not reason:
        raise ValidationError({"reason": _("Say why; whoever kept the day free reads it.")})
    locked = lock(event)
    if locked.is_draft:
        raise ValidationError(_("It was not announced. Throw the draft away instead."))
    rows = [locked] if not locked.is_cancelled else []
    if whole and locked.series_id is not None:
        others = Event.objects.published().coming().filter(series=locked.series_id).exclude(pk=locked.pk)
        rows += list(others.select_for_update(of=("self",)).select_related("community"))
    for row in rows:
        if row.is_over:
            raise ValidationError(_("It is over. Say how it went instead."))
        row.state, row.why_cancelled = EventState.CANCELLED, reason
        row.revision += 1
        row.save()
        record(
            EVENT_CANCELLED,
            by=by,
            target=row,
            community=row.community,
            quiet=row is not rows[0],
            dates=len(rows),
        )
    return locked


@transaction.atomic
def discard(*, event: Event, by: Any) -> None:
    """Throw a draft away, with the drafts of its series. What was announced is cancelled, not thrown away."""
    check_capability(by, event.community, Capability.HOLD_EVENTS)
    if not lock(event).is_draft:
        raise ValidationError(_("It is announced. Cancel it, so that people know."))
    rows = Event.objects.filter(state=EventState.DRAFT)
    rows = rows.filter(series=event.series_id) if event.series_id else rows.filter(pk=event.pk)
    rows.delete()


@transaction.atomic
def tell(*, event: Event, by: Any, came: Collection[int], went: str) -> Event:
    """Tick who was there and say how it went. came are ids of people who answered."""
    check_capability(by, event.community, Capability.HOLD_EVENTS)
    locked = lock(event)
    if locked.state != EventState.PUBLISHED or locked.begins_at > timezone.now():
        raise ValidationError(_("It has not begun yet."))
    rows = EventAnswer.objects.filter(event=locked)
    rows.filter(user__in=came).update(came=True)
    rows.exclude(user__in=came).update(came=False)
    first = bool(went.strip()) and not locked.went
    locked.went = went.strip()
    locked.save()
    if first:
        record(EVENT_TOLD, by=by, target=locked, community=locked.community)
    return locked


def remind_due(now: datetime.datetime | None = None) -> int:
    """Who comes hears a day and an hour before the beginning, each once."""
    at = now or timezone.now()
    near = Event.objects.published().going_ahead()
    day = near.filter(told_day_at=None, begins_at__lte=at + DAY, begins_at__gt=at + DAY_UNTIL)
    hour = near.filter(told_hour_at=None, begins_at__lte=at + HOUR, begins_at__gt=at)
    days, hours = list(day.values_list("pk", flat=True)), list(hour.values_list("pk", flat=True))
    told = sum(_remind(pk, "told_day_at", at) for pk in days)
    return told + sum(_remind(pk, "told_hour_at", at) for pk in hours)


@transaction.atomic
def _remind(pk: int, mark: str, at: datetime.datetime) -> bool:
    if not Event.objects.published().going_ahead().filter(pk=pk, **{mark: None}).update(**{mark: at}):
        return False
    event = Event.objects.select_related("community").get(pk=pk)
    if mark == "told_day_at":
        record(EVENT_TOMORROW, by=SYSTEM, target=event, community=event.community)
    else:
        record(EVENT_SOON, by=SYSTEM, target=event, community=event.community)
    return True


def _check_announced(event: Event, *, moved: bool) -> None:
    """What members are told says where, and lies ahead."""
    if not event.place and not event.online_url:
        raise ValidationError({"place": _("Say where: a place, a link, or both.")})
    if moved and event.begins_at <= timezone.now():
        raise ValidationError({"begins_at": _("This moment is over. Choose a later one.")})


def _note_told(event: Event) -> None:
    """Who is told of it now need not be reminded at once."""
    left = event.begins_at - timezone.now()
    event.told_day_at = timezone.now() if left <= DAY else None
    event.told_hour_at = timezone.now() if left <= HOUR else None
