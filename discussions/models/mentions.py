"""Who is named in a text, with @ and their name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from discussions.models.contributions import Contribution
from discussions.models.discussions import Discussion


class Mention(models.Model):
    """One person is named in one text: in a contribution, or in the text that began the discussion."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="mentions")
    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Named when the text was changed: told by the entry of that change, not by the first one.
    by_edit = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "contribution", "user"], name="mention_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.discussion_id}, {self.contribution_id}"
