"""What the text that begins a discussion said before it was changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from discussions.models.discussions import Discussion


class OpeningEdit(models.Model):
    """Title and text as they stood until then. Read by those who may change them."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="opening_edits")
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.discussion_id} {self.at}"
