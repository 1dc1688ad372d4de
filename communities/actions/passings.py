"""Passing something on, up or down one level: what all kinds do, and events."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.activity import EVENT_PASSED
from communities.enums import Capability
from communities.models import Community, Event, EventPassing, PassedOn
from communities.permissions.passings import check_pass_event, check_pass_on
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.text import one_line

Row = TypeVar("Row", bound=PassedOn)


def show_there(
    rows: type[Row],
    *,
    here: Community,
    to: Community,
    by: Any,
    words: str = "",
    at: datetime.datetime | None = None,
    **thing: Any,
) -> tuple[Row, bool]:
    """One row for each thing and community, counted there; and whether it is new. Asks no rule.

    Raises ValidationError where the communities are not one level apart.
    """
    if to.pk != here.parent_id and to.parent_id != here.pk:
        raise ValidationError(_("It goes up or down one level: choose a community next to yours."))
    row, new = rows._default_manager.get_or_create(
        **thing,
        to_community=to,
        defaults={"words": one_line(words)[:300], "by": actor_or_none(by), "at": at or timezone.now()},
    )
    if new:
        Community.objects.filter(pk=to.pk).update(passed_count=F("passed_count") + 1)
    return row, new


def show_no_more(passing: PassedOn) -> None:
    """Out of the other community's list. Twice is once. Asks no rule."""
    gone, _rows = type(passing)._default_manager.filter(pk=passing.pk).delete()
    if gone:
        Community.objects.filter(pk=passing.to_community_id).update(passed_count=F("passed_count") - 1)


@transaction.atomic
def pass_on(
    *, event: Event, to: Community, by: Any, words: str = "", at: Any = None, quiet: bool = False
) -> EventPassing:
    """Show an event in the community above or below. Passing it again changes nothing."""
    check_pass_event(by, event, to)
    here = event.community
    passing, new = show_there(EventPassing, event=event, here=here, to=to, by=by, words=words, at=at)
    if new:
        record(EVENT_PASSED, by=by, target=passing, community=to, at=at, quiet=quiet)
    return passing


@transaction.atomic
def take_back(*, passing: EventPassing, by: Any) -> None:
    """Take it out of the other community's list, whatever became of the event. Twice is once."""
    check_pass_on(by, passing.event.community, passing.to_community, Capability.HOLD_EVENTS)
    show_no_more(passing)
