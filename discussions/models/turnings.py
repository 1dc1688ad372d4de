"""What a facilitated discussion was before it became one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from discussions.enums import Kind
from discussions.models.discussions import Discussion


class Turning(models.Model):
    """A conversation or question that was turned into a facilitated discussion, once, with its first words."""

    discussion = models.OneToOneField(Discussion, models.CASCADE, related_name="turning")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    body_html = models.TextField(editable=False, blank=True)
    closed_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("beginning of a facilitated discussion")
        verbose_name_plural = _("beginnings of facilitated discussions")

    def __str__(self) -> str:
        return f"{self.discussion_id}: {self.kind}"
