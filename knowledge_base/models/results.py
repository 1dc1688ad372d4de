"""Whether a community goes on publishing what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from knowledge_base.enums import RESULTS_DAYS, ResultsRhythm


class ResultsPlan(models.Model):
    """How often a community means to add something to its page of results."""

    community = models.OneToOneField(
        Community, models.CASCADE, primary_key=True, related_name="results_plan", verbose_name=_("community")
    )
    days = models.PositiveSmallIntegerField(
        _("something new at least"), choices=ResultsRhythm.choices, default=RESULTS_DAYS
    )

    class Meta:
        verbose_name = _("rhythm of results")
        verbose_name_plural = _("rhythms of results")

    def __str__(self) -> str:
        return f"{self.community_id}: {self.days}"


class ResultsSilence(models.Model):
    """That a coordinator was told of a rhythm's length without news: once for each."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="results_silences")
    # The day of the newest result, and how many lengths have passed since.
    since = models.DateField()
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "since", "number"], name="silence_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.community_id} {self.since} {self.number}"
