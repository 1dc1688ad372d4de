"""The four scores of a resource, with the figures they were made from: one row, measured anew by night."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_base.formulas import UNKNOWN
from knowledge_base.models.resources import ResourcePage


class ResourceScoreQuerySet(models.QuerySet["ResourceScore"]):
    def visible_to(self, user: Any) -> ResourceScoreQuerySet:
        return self.filter(resource__in=ResourcePage.objects.visible_to(user).values("pk"))


class ResourceScore(models.Model):
    """Scores from 0 to 100, -1 where it is not known yet. What they mean stands in formulas.py."""

    resource = models.OneToOneField(ResourcePage, models.CASCADE, primary_key=True, related_name="score")
    freshness = models.SmallIntegerField(_("freshness"), default=0)
    relevance = models.SmallIntegerField(_("relevance"), default=UNKNOWN)
    usefulness = models.SmallIntegerField(_("usefulness"), default=UNKNOWN)
    use = models.SmallIntegerField(_("use"), default=0)
    # Whether owner and substitute still have an account and belong to the community.
    owned = models.BooleanField(default=False)
    substituted = models.BooleanField(default=False)
    # Words of the community's focus that it names, of so many.
    named = models.JSONField(default=list)
    focus_size = models.PositiveSmallIntegerField(default=0)
    useful = models.PositiveIntegerField(default=0)
    not_useful = models.PositiveIntegerField(default=0)
    # Within a year.
    views = models.PositiveIntegerField(default=0)
    downloads = models.PositiveIntegerField(default=0)
    citations = models.PositiveIntegerField(default=0)
    reuses = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    objects = ResourceScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("scores of a resource")
        verbose_name_plural = _("scores of resources")

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.freshness} {self.relevance} {self.usefulness} {self.use}"
