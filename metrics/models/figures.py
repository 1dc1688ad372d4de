"""Figures as they were measured, day by day, and how far each indicator has come."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Now

from communities.models import Community, readable_q


class FigureQuerySet(models.QuerySet["Figure"]):
    def visible_to(self, user: Any) -> FigureQuerySet:
        """Figures of communities that a signed-in person may read."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(readable_q(user, "community__"))


class Figure(models.Model):
    """One indicator of one community on one day. `n` is how many people or things it rests on."""

    indicator = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    community = models.ForeignKey(Community, models.CASCADE, related_name="figures")
    day = models.DateField()
    value = models.FloatField(null=True)
    n = models.PositiveIntegerField()
    parts = models.JSONField(default=dict)

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "indicator", "day"], name="figure_once")]
        indexes = [models.Index(fields=["indicator", "day"], name="figure_by_day")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.day}: {self.value}"


class FillState(models.Model):
    """The memory of an indicator in a community: from when until when its days are measured."""

    indicator = models.CharField(max_length=8)
    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    from_day = models.DateField()
    through_day = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "community"], name="fill_state_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.from_day} to {self.through_day}"
