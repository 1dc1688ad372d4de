"""The activity record: outbox, audit trail, feed and source of every figure, in one table."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity import verbs


class Channel(models.TextChoices):
    """The door through which something was done."""

    WEB = "web", _("web")
    EMAIL = "email", _("e-mail")
    ADMIN = "admin", _("administration")
    IMPORT = "import", _("import")
    TASK = "task", _("task")


class ActivityEntry(models.Model):
    """One thing that happened: who did what to what, in which community, when, by which door."""

    at = models.DateTimeField(_("when"), db_default=Now())
    verb = models.CharField(_("what"), max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    # The one permitted look upwards: a foreign key by name, no import.
    community = models.ForeignKey(
        "communities.Community", models.CASCADE, null=True, related_name="+", verbose_name=_("community")
    )
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    channel = models.CharField(_("way"), max_length=10, choices=Channel.choices, default=Channel.WEB)
    dispatched_at = models.DateTimeField(_("done"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activity record")
        indexes = [
            models.Index(fields=["id"], name="activity_pending", condition=Q(dispatched_at=None)),
            models.Index(fields=["community", "-id"], name="activity_of_community"),
            models.Index(fields=["verb", "at"], name="activity_by_verb"),
            models.Index(fields=["actor", "at"], name="activity_of_actor"),
            models.Index(fields=["target_type", "target_id"], name="activity_of_target"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type}:{self.target_id}"

    @property
    def label(self) -> str:
        """What was done, in words; the bare name for a verb that is no more."""
        try:
            return str(verbs.get(self.verb).label)
        except KeyError:
            return self.verb


class Delivery(models.Model):
    """A subscriber has dealt with an entry. Unique, so that a repeat does nothing."""

    entry = models.ForeignKey(ActivityEntry, models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "subscriber"], name="delivered_once")]

    def __str__(self) -> str:
        return f"{self.subscriber} ← {self.entry_id}"
