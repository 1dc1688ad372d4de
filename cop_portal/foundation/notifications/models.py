"""What people are told, and how they want to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    INSTANT = "instant", _("At once")
    DAILY = "daily", _("In one letter a day")
    NEVER = "never", _("Not by e-mail")


class Preference(models.Model):
    """A person's choice for a kind of notice, everywhere or in one community."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=60)
    community = models.ForeignKey("communities.Community", models.CASCADE, null=True, related_name="+")
    frequency = models.CharField(max_length=10, choices=Frequency.choices)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "community"], name="one_choice", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.frequency}"


class Notice(models.Model):
    """One person is told one thing once; by mail too, as they chose."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    entry = models.ForeignKey("activity.ActivityEntry", models.CASCADE, related_name="notices")
    community = models.ForeignKey("communities.Community", models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=250)
    detail = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300)
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="told_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notices_of_person"),
            models.Index(fields=["user"], name="notices_unread", condition=Q(read_at=None)),
            models.Index(
                fields=["user", "id"],
                name="notices_for_digest",
                condition=Q(mailed_at=None, frequency="daily"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Digest(models.Model):
    """One daily letter to one person. Unique, so that a second run sends none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    day = models.DateField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
