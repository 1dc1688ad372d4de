"""A resource that was passed on to the community above or below."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F

from communities.models import PassedOn
from knowledge_base.models.resources import ResourcePage


class ResourcePassingQuerySet(models.QuerySet["ResourcePassing"]):
    def visible_to(self, user: Any) -> ResourcePassingQuerySet:
        """For those who may read the resource: passing on opens nothing. What is retired stands nowhere."""
        return self.filter(resource__in=ResourcePage.objects.visible_to(user).values("pk"))

    def standing(self) -> ResourcePassingQuerySet:
        """Without what has come into the other community's own library since."""
        return self.exclude(resource__community=F("to_community"))


class ResourcePassing(PassedOn):
    """A resource that a community above or below sees in its library."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="passings")

    objects = ResourcePassingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "to_community"], name="resource_passed_once"),
        ]
        indexes = [models.Index(fields=["to_community", "-at", "-id"], name="resource_passing_list")]

    def __str__(self) -> str:
        return f"{self.resource} → {self.to_community}"
