"""What readers say of a resource: that it was useful, that they used it, and where."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_base.models.resources import ResourcePage


class Reuse(models.Model):
    """Somebody used a resource in their work."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="reuses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    office = models.ForeignKey("accounts.Office", models.SET_NULL, null=True, related_name="+")
    where = models.CharField(_("where"), max_length=120)
    changed = models.CharField(_("what you changed"), max_length=500, blank=True)
    result = models.CharField(_("what came of it"), max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reuse")
        verbose_name_plural = _("reuses")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "user", "where"], name="reuse_once"),
        ]

    def __str__(self) -> str:
        return f"{self.resource}: {self.where}"


class UsefulResource(models.Model):
    """One person's 'useful to me', or 'not useful to me'."""

    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="useful_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    useful = models.BooleanField(_("useful"), default=True, db_default=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "user"], name="resource_useful_once")]

    def __str__(self) -> str:
        return f"{self.resource}: {self.user}"
