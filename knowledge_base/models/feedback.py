"""What readers say of a resource: that it was useful."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_base.models.resources import ResourcePage


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
