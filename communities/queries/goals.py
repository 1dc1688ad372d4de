"""Reading goals, steps and indicators."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.desk import Waiting
from communities.enums import GoalState, StepState
from communities.evidence import Evidence
from communities.models import Community, Goal, GoalStep, Reading
from communities.queries import agreements

OPEN_STEPS = [StepState.TO_DO, StepState.DOING]


def goals_of(user: Any, community: Community) -> QuerySet[Goal]:
    """A community's goals with their steps, those under way first."""
    steps = GoalStep.objects.select_related("owner")
    return (
        Goal.objects.visible_to(user)
        .filter(community=community)
        .annotate(done_count=Count("steps", filter=Q(steps__state=StepState.DONE)), step_count=Count("steps"))
        .prefetch_related(Prefetch("steps", queryset=steps))
        .order_by("state", "due_date", "pk")
    )


def indicators_of(community: Community) -> list[Any]:
    """Indicators with their readings, each with its present value and how far it is on its way."""
    rows: list[Any] = list(
        community.goal_indicators.select_related("goal").prefetch_related(
            Prefetch("readings", queryset=Reading.objects.order_by("day"), to_attr="all_readings")
        )
    )
    for row in rows:
        row.last = row.all_readings[-1] if row.all_readings else None
        row.percent = progress(row.baseline, row.last.value if row.last else None, row.target)
    return rows


def progress(baseline: Any, present: Any, target: Any) -> int | None:
    """Per cent of the way from baseline to target, 0 to 100; None where one of the three is missing."""
    if baseline is None or present is None or target is None or baseline == target:
        return None
    return max(0, min(100, round((present - baseline) * 100 / (target - baseline))))


def due_steps(today: datetime.date, *, late: bool, days: int) -> QuerySet[GoalStep]:
    """Open steps whose owner has not been told: those past their day, or those near it."""
    rows = GoalStep.objects.filter(state__in=OPEN_STEPS).exclude(owner=None)
    if late:
        return rows.filter(due_date__lt=today, late_told_at=None)
    return rows.filter(
        due_date__gte=today, due_date__lte=today + datetime.timedelta(days=days), soon_told_at=None
    )


def waiting_steps(user: Any) -> list[Waiting]:
    """One's own steps that are due within two weeks."""
    rows = (
        GoalStep.objects.filter(owner=user, state__in=OPEN_STEPS, goal__community__archived_at=None)
        .filter(due_date__lte=timezone.localdate() + datetime.timedelta(days=14))
        .filter(goal__in=Goal.objects.visible_to(user))
        .select_related("goal__community")
        .order_by("due_date", "pk")[:30]
    )
    return [
        Waiting(
            key=f"step:{step.pk}:{step.due_date}",
            sentence=_("Your step: %(what)s.") % {"what": step.what},
            action=_("Open the goal"),
            url=reverse("goals", args=[step.goal.community.slug]) + f"#goal-{step.goal_id}",
            since=step.goal.created_at,
            community=step.goal.community,
            reason=_("Others count on it for “%(goal)s”.") % {"goal": step.goal.title},
            due=step.due_date,
        )
        for step in rows
    ]


def goals_named(community: Community) -> Evidence:
    """A goal, and an indicator to which members agreed as it stands."""
    goals, (agreed, total) = community.goals.count(), agreements.counted(community)
    words = ngettext("%(count)s goal", "%(count)s goals", goals) % {"count": goals}
    more = ngettext(
        "Members agreed to %(agreed)s of %(total)s indicator.",
        "Members agreed to %(agreed)s of %(total)s indicators.",
        total,
    )
    more %= {"agreed": agreed, "total": total}
    return Evidence(bool(goals and agreed), f"{words}. {more}")


def goals_reached(community: Community) -> Evidence:
    counts = dict(community.goals.values_list("state").annotate(number=Count("pk")).order_by())
    reached, total = counts.get(GoalState.REACHED, 0), sum(counts.values())
    return Evidence(
        reached > 0, _("%(reached)s of %(total)s goals reached.") % {"reached": reached, "total": total}
    )
