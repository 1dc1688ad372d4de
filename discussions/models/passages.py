"""What a synthesis is composed of: themes, and the passages of contributions that belong to them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import MD5, Now
from django.utils.translation import gettext_lazy as _

from discussions.models.contributions import Contribution
from discussions.models.discussions import Discussion


class Theme(models.Model):
    """One theme of a synthesis, in its place. The one without a title stands before all others."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="themes")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("theme"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("theme of a synthesis")
        verbose_name_plural = _("themes of syntheses")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["discussion", "title"], name="theme_once")]

    def __str__(self) -> str:
        return self.title


class PassageQuerySet(models.QuerySet["Passage"]):
    def visible_to(self, user: Any) -> PassageQuerySet:
        """Passages of contributions this person may read. Who works on the draft is asked elsewhere."""
        return self.filter(contribution__in=Contribution.objects.visible_to(user).values("pk"))


class Passage(models.Model):
    """Words of a contribution, as they stand there, that belong to a theme."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="passages")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="passages")
    quote = models.TextField(_("passage"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["contribution__number", "pk"]
        constraints = [
            # A passage may be long, and an index row may not: its digest stands for it.
            models.UniqueConstraint("theme", "contribution", MD5("quote"), name="passage_once"),
        ]

    def __str__(self) -> str:
        return self.quote[:80]
