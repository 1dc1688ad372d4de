"""How much a resource is used: counts of a day, and the texts that lead to it. Who reads is not kept."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from discussions.models import Contribution, Discussion, Synthesis
from knowledge_base.models.resources import ResourcePage


class ResourceDay(models.Model):
    """How often a resource was read and its files were taken on a day."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="days")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("day of a resource")
        verbose_name_plural = _("days of resources")
        constraints = [models.UniqueConstraint(fields=["resource", "day"], name="resource_day_once")]

    def __str__(self) -> str:
        return f"{self.resource_id}, {self.day}: {self.views}"


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def standing(self) -> ReferenceQuerySet:
        """Those whose text still stands."""
        return self.filter(
            Q(contribution__withdrawn_at=None, contribution__hidden_at=None),
            Q(discussion__hidden_at=None, synthesis__discussion__hidden_at=None),
            Q(contribution__discussion__hidden_at=None),
        )

    def since(self, day: datetime.date) -> ReferenceQuerySet:
        """Those whose text was written or came out after that day."""
        written = Coalesce("contribution__created_at", "discussion__created_at", "synthesis__published_at")
        return self.annotate(written=written).filter(written__date__gt=day)


class Reference(models.Model):
    """A discussion, contribution or synthesis whose text links to a resource."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="references")
    discussion = models.ForeignKey(Discussion, models.CASCADE, null=True, related_name="+")
    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, related_name="+")
    synthesis = models.ForeignKey(Synthesis, models.CASCADE, null=True, related_name="+")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference to a resource")
        verbose_name_plural = _("references to resources")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "discussion", "contribution", "synthesis"],
                name="reference_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}"
