"""What members want to learn, in one sentence, and who else wants it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import NeedState
from communities.models.communities import Community, readable_q
from cop_portal.foundation.text import fold


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: Any) -> NeedQuerySet:
        return self.filter(readable_q(user, "community__"))

    def open(self) -> NeedQuerySet:
        return self.filter(state=NeedState.OPEN)


class Need(models.Model):
    """One sentence about what is wanted. Its author supports it from the beginning."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="needs")
    text = models.CharField(_("need"), max_length=200)
    folded_text = models.CharField(max_length=200, editable=False, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="needs")
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=NeedState.choices, default=NeedState.OPEN)
    support_count = models.PositiveIntegerField(default=0, editable=False)
    outcome = models.CharField(_("what became of it"), max_length=300, blank=True)
    outcome_url = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-support_count", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "folded_text"], name="open_need_once", condition=Q(state="open")
            )
        ]
        indexes = [
            models.Index(fields=["community", "state", "-support_count", "-id"], name="need_by_support"),
            GinIndex(fields=["folded_text"], name="need_trigram", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_text = fold(self.text)[:200]
        super().save(*args, **kwargs)


class NeedSupport(models.Model):
    """One person wants it too."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="supports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("support of a need")
        verbose_name_plural = _("supports of needs")
        constraints = [models.UniqueConstraint(fields=["need", "user"], name="supported_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.need}"
