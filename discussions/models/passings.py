"""A discussion that was passed on to the community above or below."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Community, PassedOn
from discussions.models.discussions import Discussion


class PassingQuerySet(models.QuerySet["Passing"]):
    def visible_to(self, user: Any) -> PassingQuerySet:
        """For those who may read the original: passing on opens nothing."""
        return self.filter(discussion__in=Discussion.objects.visible_to(user).values("pk"))


class Passing(PassedOn):
    """It stays where it is, with its author and its one address; the other community sees that it is there."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="passings")
    to_community = models.ForeignKey(Community, models.CASCADE, related_name="passings")

    objects = PassingQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion passed on")
        verbose_name_plural = _("discussions passed on")
        constraints = [
            models.UniqueConstraint(fields=["discussion", "to_community"], name="passed_once"),
        ]
        indexes = [models.Index(fields=["to_community", "-at", "-id"], name="passing_list")]

    def __str__(self) -> str:
        return f"{self.discussion} → {self.to_community}"
