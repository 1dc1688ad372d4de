"""Setting goals, taking steps, naming indicators, taking readings."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.activity import (
    GOAL_CHANGED,
    GOAL_SET,
    INDICATOR_CHANGED,
    INDICATOR_NAMED,
    READING_TAKEN,
    STEP_CHANGED,
    STEP_DUE,
)
from communities.enums import Capability, GoalState, StepState
from communities.evidence import figures
from communities.models import Community, Goal, GoalIndicator, GoalStep, Membership, Reading
from communities.permissions import check_capability, check_change_step
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none

# So many days before its day a step's owner is told.
SOON_DAYS = 7


@transaction.atomic
def set_goal(
    *, community: Community, by: Any, title: str, why: str = "", due_date: datetime.date | None = None
) -> Goal:
    """A new goal. The same words twice are one goal."""
    check_capability(by, community, Capability.EDIT_TERMS)
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    goal, new = Goal.objects.get_or_create(
        community=community,
        title=title.strip(),
        state=GoalState.OPEN,
        defaults={"why": why, "due_date": due_date},
    )
    if new:
        record(GOAL_SET, by=by, target=goal, community=community)
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, by: Any, state: str) -> None:
    """Under way, reached or given up."""
    check_capability(by, goal.community, Capability.EDIT_TERMS)
    if Goal.objects.filter(pk=goal.pk).exclude(state=state).update(state=GoalState(state)):
        record(GOAL_CHANGED, by=by, target=goal, community=goal.community, state=state)


@transaction.atomic
def add_step(
    *, goal: Goal, by: Any, what: str, owner: Any = None, due_date: datetime.date | None = None
) -> GoalStep:
    """A step, with somebody who takes it. Only a member can."""
    check_capability(by, goal.community, Capability.EDIT_TERMS)
    if owner is not None and not (
        Membership.objects.active().filter(community=goal.community, user=owner).exists()
    ):
        raise ValidationError({"owner": _("Only a member can take a step. Invite this person first.")})
    Goal.objects.select_for_update().only("pk").get(pk=goal.pk)
    step, _new = GoalStep.objects.get_or_create(
        goal=goal, what=what.strip(), defaults={"owner": owner, "due_date": due_date}
    )
    return step


@transaction.atomic
def change_step(*, step: GoalStep, by: Any, state: str) -> None:
    """To do, under way, done or given up; its owner may say so too."""
    community = step.goal.community
    check_change_step(by, community, step)
    done = timezone.now() if state == StepState.DONE else None
    changed = GoalStep.objects.filter(pk=step.pk).exclude(state=state)
    if changed.update(state=StepState(state), done_at=done):
        record(STEP_CHANGED, by=by, target=step, community=community, state=state)


@transaction.atomic
def name_indicator(*, community: Community, by: Any, **fields: Any) -> GoalIndicator:
    """An indicator with its baseline of today, where the portal measures it or somebody gives it."""
    check_capability(by, community, Capability.EDIT_TERMS)
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    if community.goal_indicators.filter(name__iexact=fields["name"].strip()).exists():
        raise ValidationError({"name": _("There is an indicator of this name already.")})
    indicator = GoalIndicator.objects.create(community=community, **fields)
    record(INDICATOR_NAMED, by=by, target=indicator, community=community)
    if indicator.figure and indicator.baseline is None:
        value = _measure(indicator, timezone.localdate())
        if value is not None:
            indicator.baseline, indicator.baseline_date = value, timezone.localdate()
            indicator.save(update_fields=["baseline", "baseline_date"])
    _keep_baseline(indicator, by)
    return indicator


def _keep_baseline(indicator: GoalIndicator, by: Any) -> None:
    """A baseline is the first reading."""
    if indicator.baseline is None:
        return
    indicator.baseline_date = indicator.baseline_date or timezone.localdate()
    indicator.save(update_fields=["baseline_date"])
    Reading.objects.get_or_create(
        indicator=indicator,
        day=indicator.baseline_date,
        defaults={
            "value": indicator.baseline,
            "source": str(_("Baseline")),
            "by": actor_or_none(by),
        },
    )


@transaction.atomic
def change_indicator(*, indicator: GoalIndicator, by: Any, **fields: Any) -> None:
    """Correct an indicator in place. Its readings stay; a baseline that moves takes its reading along."""
    community = indicator.community
    check_capability(by, community, Capability.EDIT_TERMS)
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    row = GoalIndicator.objects.get(pk=indicator.pk)
    others = community.goal_indicators.exclude(pk=row.pk)
    if others.filter(name__iexact=fields.get("name", row.name).strip()).exists():
        raise ValidationError({"name": _("There is an indicator of this name already.")})
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    if not changed:
        return
    moved = {"baseline", "baseline_date"} & set(changed)
    if moved and row.baseline is not None and row.baseline_date is not None:
        row.readings.filter(day=row.baseline_date, value=row.baseline).delete()
    for name in changed:
        setattr(row, name, fields[name])
    row.save(update_fields=changed)
    _keep_baseline(row, by)
    record(INDICATOR_CHANGED, by=by, target=row, community=community)


def _measure(indicator: GoalIndicator, day: datetime.date) -> Decimal | None:
    figure = figures().get(indicator.figure)
    return figure.value(indicator.community, day) if figure else None


@transaction.atomic
def take_reading(
    *, indicator: GoalIndicator, by: Any, day: datetime.date, value: Decimal, source: str
) -> Reading:
    """Note a value with its source. One a day: a second of the same day corrects the first."""
    check_capability(by, indicator.community, Capability.EDIT_TERMS)
    if day > timezone.localdate():
        raise ValidationError({"day": _("This day has not come yet.")})
    if not source.strip():
        raise ValidationError({"source": _("Say where the number is from, so that others can trust it.")})
    reading, _new = Reading.objects.update_or_create(
        indicator=indicator,
        day=day,
        defaults={"value": value, "source": source.strip(), "by": actor_or_none(by)},
    )
    record(READING_TAKEN, by=by, target=reading, community=indicator.community)
    return reading


@transaction.atomic
def measure(*, indicator: GoalIndicator, day: datetime.date) -> Reading | None:
    """Take the portal's own figure of a day. None where there is none; twice is once."""
    value = _measure(indicator, day)
    if value is None:
        return None
    reading, new = Reading.objects.get_or_create(
        indicator=indicator,
        day=day,
        defaults={"value": value, "source": str(_("Measured by the portal"))},
    )
    if new:
        record(READING_TAKEN, by=SYSTEM, target=reading, community=indicator.community)
    return reading


@transaction.atomic
def tell_due(step_id: int, *, late: bool) -> bool:
    """Tell a step's owner, once before its day and once after it."""
    field = "late_told_at" if late else "soon_told_at"
    step = (
        GoalStep.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("goal__community")
        .filter(pk=step_id, state__in=[StepState.TO_DO, StepState.DOING], **{field: None})
        .exclude(owner=None)
        .first()
    )
    if step is None:
        return False
    setattr(step, field, timezone.now())
    step.save(update_fields=[field])
    record(STEP_DUE, by=SYSTEM, target=step, community=step.goal.community, user_id=step.owner_id, late=late)
    return True
