"""Phases that are late: who was told, in steps."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models.functions import Now

from discussions.enums import Phase
from discussions.models.discussions import Discussion

# How long a phase is late before the facilitator hears of it, the coordinators, those above them.
PATIENCE = {1: datetime.timedelta(days=1), 2: datetime.timedelta(days=7), 3: datetime.timedelta(days=14)}


class OverdueStep(models.Model):
    """One step of telling that a phase is late. New dates are a new beginning."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="overdue_steps")
    phase = models.CharField(max_length=14, choices=Phase.choices)
    due = models.DateField()
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["discussion", "phase", "due", "level"], name="overdue_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id} {self.phase} {self.due}: {self.level}"
