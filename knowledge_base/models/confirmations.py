"""Who said when that a resource still holds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_base.models.resources import ResourcePage


class Confirmation(models.Model):
    """One time that somebody stood by a resource. Nothing is taken out of this history."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="confirmations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("confirmation of a resource")
        verbose_name_plural = _("confirmations of resources")
        indexes = [models.Index(fields=["resource", "-at", "-id"], name="confirmation_history")]

    def __str__(self) -> str:
        return f"{self.resource_id}, {self.at:%Y-%m-%d}"
