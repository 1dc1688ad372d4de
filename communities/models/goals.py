"""What a community wants to reach: goals with steps, and indicators with readings over time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import GoalState, StepState
from communities.models.communities import Community, readable_q


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, user: Any) -> GoalQuerySet:
        return self.filter(readable_q(user, "community__"))


class Goal(models.Model):
    """Something a community set out to reach."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="goals")
    title = models.CharField(_("goal"), max_length=200)
    why = models.CharField(_("why it matters"), max_length=500, blank=True)
    due_date = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=GoalState.choices, default=GoalState.OPEN)
    created_at = models.DateTimeField(db_default=Now())

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["due_date", "pk"]

    def __str__(self) -> str:
        return self.title


class GoalStep(models.Model):
    """A step towards a goal, with somebody who takes it."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="steps")
    what = models.CharField(_("step"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="goal_steps",
        verbose_name=_("who takes it"),
    )
    due_date = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=StepState.choices, default=StepState.TO_DO)
    done_at = models.DateTimeField(null=True, blank=True)
    # The days on which its owner was told: a week before, and when it was late.
    soon_told_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("step towards a goal")
        verbose_name_plural = _("steps towards goals")
        ordering = ["due_date", "pk"]
        constraints = [
            models.CheckConstraint(
                name="step_done_on_a_day", condition=~Q(state="done") | Q(done_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.what


class GoalIndicator(models.Model):
    """How a community sees whether it gets there: definition, baseline, target."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="goal_indicators")
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, blank=True, related_name="indicators")
    name = models.CharField(_("indicator"), max_length=150)
    definition = models.CharField(_("what is counted, and how"), max_length=500)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_date = models.DateField(_("measured on"), null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    target_date = models.DateField(_("by"), null=True, blank=True)
    figure = models.CharField(_("measured by the portal"), max_length=40, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("indicator of a goal")
        verbose_name_plural = _("indicators of goals")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="goal_indicator_once")]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """The value of an indicator on a day, and where it is from."""

    indicator = models.ForeignKey(GoalIndicator, models.CASCADE, related_name="readings")
    day = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["indicator", "day"], name="one_reading_a_day")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.day} {Decimal(self.value)}"
