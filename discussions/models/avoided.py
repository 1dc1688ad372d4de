"""Somebody found what they needed and did not ask again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models import Community


class AvoidedDuplicate(models.Model):
    """One person, one thing that answered them: counted once, however often they come back to it."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="avoided_duplicates")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked = models.CharField(_("what they were about to ask"), max_length=200)
    found = models.CharField(max_length=20)
    found_id = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("duplication avoided")
        verbose_name_plural = _("duplications avoided")
        constraints = [
            models.UniqueConstraint(fields=["user", "found", "found_id"], name="avoided_once"),
        ]
        indexes = [models.Index(fields=["community", "at"], name="avoided_in_community")]

    def __str__(self) -> str:
        return f"{self.asked} → {self.found}:{self.found_id}"
