"""What charter and terms of reference share: a draft that nobody overwrites unseen, versions that stay."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class DraftBase(models.Model):
    """A text in preparation. `revision` rises with each save, so that nobody overwrites unseen."""

    revision = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    SECTIONS: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def texts(self) -> dict[str, Any]:
        """All that a version takes over."""
        return {name: getattr(self, name) for name in self.SECTIONS}


class VersionBase(models.Model):
    """A version that was put to members. Never changed afterwards."""

    number = models.PositiveIntegerField(_("version"))
    changes = models.CharField(_("what changed and why"), max_length=500, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True
        ordering = ["-number"]
