"""The phases of a facilitated discussion: each step once, on its day or by hand."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, can, is_system
from cop_portal.foundation.text import one_line
from discussions.actions.briefs import check_dates
from discussions.actions.invited import tell_asked
from discussions.activity import (
    CONTRIBUTIONS_CLOSED,
    DATES_CHANGED,
    DISCUSSION_OPENED,
    DISCUSSION_TAKEN_OVER,
    PHASE_OVERDUE,
)
from discussions.enums import Phase
from discussions.models import PATIENCE, Discussion, OverdueStep
from discussions.permissions import (
    check_change_dates,
    check_conclude,
    check_prepare_discussion,
    check_take_over,
)
from discussions.queries import phases

NOON = datetime.time(12)
DATES = ("closes_on", "synthesis_on", "share_on")


@transaction.atomic
def open_discussion(
    *, discussion: Discussion, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> Discussion:
    """Open a facilitated discussion for contributions. Twice is once.

    Raises Denied, or ValidationError where its last day has passed: it would end in the same hour.
    """
    if not is_system(by):
        check_prepare_discussion(by, discussion)
    moment = at or timezone.now()
    if discussion.phase == Phase.BRIEF and phases.has_ended(discussion, moment):
        raise ValidationError(_("The last day of contributions has passed. Choose today or a later day."))
    changed = Discussion.objects.filter(pk=discussion.pk, phase=Phase.BRIEF).update(
        phase=Phase.CONTRIBUTIONS,
        active_at=moment,
        created_at=moment,
        opens_on=discussion.community.day_at(moment),
    )
    discussion.phase, discussion.active_at = Phase.CONTRIBUTIONS, moment
    if changed:
        opener = discussion.facilitator if is_system(by) and discussion.facilitator else by
        record(
            DISCUSSION_OPENED,
            by=opener,
            target=discussion,
            community=discussion.community,
            at=at,
            quiet=quiet,
        )
        tell_asked(discussion, by=opener, at=at, quiet=quiet)
    return discussion


@transaction.atomic
def close_contributions(
    *, discussion: Discussion, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """End the contributions of a facilitated discussion; what follows is the facilitator's."""
    if not is_system(by):
        check_conclude(by, discussion)
    locked = Discussion.objects.select_for_update(of=("self",), no_key=True).get(pk=discussion.pk)
    if locked.phase != Phase.CONTRIBUTIONS:
        return
    today = discussion.community.day_at(at or timezone.now())
    locked.phase = discussion.phase = Phase.SUMMARY
    if locked.closes_on is None or locked.closes_on > today:
        locked.closes_on = discussion.closes_on = today
    locked.save(update_fields=["phase", "closes_on"])
    record(CONTRIBUTIONS_CLOSED, by=by, target=discussion, community=discussion.community, at=at, quiet=quiet)


@transaction.atomic
def change_dates(
    *,
    discussion: Discussion,
    by: Any,
    closes_on: datetime.date,
    synthesis_on: datetime.date,
    share_on: datetime.date,
    reason: str,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> None:
    """Give a discussion that is open other dates, with a reason that people read.

    A last day of contributions that lies ahead opens them again, as long as no synthesis is published.
    """
    check_change_dates(by, discussion)
    locked = Discussion.objects.select_for_update(of=("self",), no_key=True).get(pk=discussion.pk)
    today = discussion.community.day_at(at or timezone.now())
    wanted = {"closes_on": closes_on, "synthesis_on": synthesis_on, "share_on": share_on}
    _check_change(locked, wanted, today)
    reason = one_line(reason)[:300]
    if not reason:
        raise ValidationError(_("Say why; those who follow the discussion read it."))
    before = {name: getattr(locked, name) for name in DATES}
    if wanted == before:
        raise ValidationError(_("These are the dates it has already."))
    unwritten = locked.phase in (Phase.SUMMARY, Phase.SYNTHESIS) and locked.closed_at is None
    reopened = unwritten and closes_on >= today and closes_on != before["closes_on"]
    changes = {**wanted, "dates_reason": reason}
    if reopened:
        changes["phase"] = Phase.CONTRIBUTIONS
    for name, value in changes.items():
        setattr(locked, name, value)
        setattr(discussion, name, value)
    locked.save(update_fields=list(changes))
    record(
        DATES_CHANGED,
        by=by,
        target=discussion,
        community=discussion.community,
        at=at,
        quiet=quiet,
        before={name: day.isoformat() if day else "" for name, day in before.items()},
        after={name: day.isoformat() for name, day in wanted.items()},
        reason=reason,
        reopened=reopened,
    )


def _check_change(locked: Discussion, wanted: dict[str, datetime.date], today: datetime.date) -> None:
    """Only what lies ahead can be moved, and only to a day that has not passed."""
    if locked.phase == Phase.BRIEF:
        raise ValidationError(_("It is not open yet: change the dates in its brief."))
    if locked.phase == Phase.SHARED:
        raise ValidationError(_("The synthesis was sent on; nothing is due any more."))
    check_dates(*[day for day in (locked.opens_on, *wanted.values()) if day])
    concluded = locked.closed_at is not None
    if wanted["closes_on"] != locked.closes_on:
        if concluded:
            raise ValidationError(_("The synthesis is published; the contributions cannot be opened again."))
        if wanted["closes_on"] < today:
            raise ValidationError(_("The last day of contributions has passed. Choose today or a later day."))
    if concluded and wanted["synthesis_on"] != locked.synthesis_on:
        raise ValidationError(_("The synthesis is published; its date stays."))
    for name in ("synthesis_on", "share_on"):
        if wanted[name] != getattr(locked, name) and wanted[name] < today:
            raise ValidationError(_("A new date lies ahead. Choose today or a later day."))


@transaction.atomic
def take_over(*, discussion: Discussion, by: Any) -> None:
    """Become the one who holds a discussion. Twice is once."""
    check_take_over(by, discussion)
    locked = Discussion.objects.select_for_update(of=("self",), no_key=True).get(pk=discussion.pk)
    if locked.facilitator_id == by.pk:
        return
    if locked.phase == Phase.SHARED:
        raise ValidationError(_("The synthesis was sent on; nothing is due any more."))
    before = locked.facilitator_id
    Discussion.objects.filter(pk=locked.pk).update(facilitator=by)
    discussion.facilitator = by
    record(DISCUSSION_TAKEN_OVER, by=by, target=discussion, community=discussion.community, from_id=before)


def move_phases(today: datetime.date | None = None) -> int:
    """Open what opens today, end contributions whose last day is over, tell of what is overdue.

    A day begins and ends where the community is. Each step happens once however often this is called.
    today: as if it were this day everywhere. Returns the number of steps.
    """
    now = datetime.datetime.combine(today, NOON, datetime.UTC) if today else timezone.now()
    steps = 0
    for discussion in phases.to_open(now):
        # Nobody would hold it: then it waits for a facilitator, and is told of as overdue.
        holder = discussion.facilitator
        if holder and holder.is_active and can(check_prepare_discussion, holder, discussion):
            open_discussion(discussion=discussion, by=SYSTEM)
            steps += 1
    for discussion in phases.to_close(now):
        close_contributions(discussion=discussion, by=SYSTEM)
        steps += 1
    for discussion in phases.late(now):
        steps += _tell_overdue(discussion, discussion.community.day_at(now))
    return steps


@transaction.atomic
def _tell_overdue(discussion: Discussion, today: datetime.date) -> int:
    """Each step once for each phase and due date, by constraint. Returns how many were told now."""
    due = discussion.due_on
    told = 0
    for level, patience in PATIENCE.items():
        if due is None or due + patience > today:
            continue
        _row, new = OverdueStep.objects.get_or_create(
            discussion=discussion, phase=discussion.phase, due=due, level=level
        )
        if new:
            record(
                PHASE_OVERDUE,
                by=SYSTEM,
                target=discussion,
                community=discussion.community,
                phase=str(discussion.phase),
                due=due.isoformat(),
                level=level,
            )
            told += 1
    return told
