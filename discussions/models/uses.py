"""What became of a contribution: somebody used it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussions.models.contributions import Contribution


class Use(models.Model):
    """One person used what one contribution says, with one sentence of what came of it."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="uses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    words = models.CharField(_("what came of it"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        constraints = [models.UniqueConstraint(fields=["contribution", "user"], name="use_once")]

    def __str__(self) -> str:
        return f"{self.user_id} ✓ {self.contribution_id}"
