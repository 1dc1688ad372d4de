"""Dull events, and a level below, made by the real verbs."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from communities.actions import events
from communities.actions.events import Plan
from communities.models import Community, Event
from cop_portal.tests import factories

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def plan(*, begins_in: datetime.timedelta = 7 * DAY, lasts: datetime.timedelta = HOUR, **fields: Any) -> Plan:
    begins = fields.pop("begins_at", (timezone.now() + begins_in).replace(second=0, microsecond=0))
    fields = {
        "title": "Three short cases", "about": "So that pumps **last**.", "zone": "Africa/Nairobi",
        "place": "Room 4, Nairobi", "online_url": "https://meet.example/pumps", **fields,
    }  # fmt: skip
    return Plan(begins_at=begins, ends_at=fields.pop("ends_at", begins + lasts), **fields)


def announced(community: Any, by: Any, **fields: Any) -> Event:
    """An event that members can answer to."""
    rule = {name: fields.pop(name) for name in ("repeat", "every", "times", "need") if name in fields}
    made = events.make(community=community, by=by, plan=plan(**fields), **rule)
    return events.publish(event=made, by=by)


def is_over(event: Event) -> Event:
    """The same event as if it had been yesterday."""
    begins = timezone.now() - DAY
    Event.objects.filter(pk=event.pk).update(begins_at=begins, ends_at=begins + HOUR)
    event.refresh_from_db()
    return event


def level_below(community: Any) -> Community:
    """Water Kenya, part of the community, with a facilitator and a member of its own."""
    where = factories.community("Water Kenya", level="country", parent=community)
    factories.joined(where, factories.person("Kito Kenya"), "facilitator")
    factories.joined(where, factories.person("Kadi Kenya"))
    return where
