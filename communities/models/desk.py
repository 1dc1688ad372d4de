"""What a person set aside on their desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SetAside(models.Model):
    """A thing that waited, which its person does not want to see again as it stands, and why.

    The key names the thing and its state: when that changes, it waits again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="set_aside")
    key = models.CharField(max_length=100)
    reason = models.CharField(_("why"), max_length=300)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("set aside on a desk")
        verbose_name_plural = _("set aside on desks")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.key}"
