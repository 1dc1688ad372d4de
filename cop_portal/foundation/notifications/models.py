"""What people are told, and how they want to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Frequency(models.TextChoices):
    INSTANT = "instant", _("At once")
    DAILY = "daily", _("In one letter a day")
    WEEKLY = "weekly", _("In one letter a week")
    MONTHLY = "monthly", _("In one letter a month")
    NEVER = "never", _("Not by e-mail")


# What is gathered, from the most to the least frequent letter.
GATHERED = (Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY)
# In the place of a kind: whatever a person did not choose by its kind.
EVERYTHING = "*"


class Preference(models.Model):
    """A person's choice for a kind of notice, or for everything, everywhere or in one community."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=60)
    community = models.ForeignKey(
        "communities.Community",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("community"),
    )
    frequency = models.CharField(_("by e-mail"), max_length=10, choices=Frequency.choices)

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


class Timing(models.Model):
    """When a person's mail may come, by the clock of their own time zone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="timing",
        verbose_name=_("person"),
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(
        _("day of the weekly letter"), choices=list(WEEKDAYS.items()), default=0
    )

    class Meta:
        verbose_name = _("time of letters")
        verbose_name_plural = _("times of letters")
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_begin_and_end",
                condition=Q(quiet_from=None, quiet_until=None)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
            ),
            models.CheckConstraint(name="weekday_of_a_week", condition=Q(weekday__lte=6)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Notice(models.Model):
    """One person is told one thing once; by mail too, as they chose."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=60)
    entry = models.ForeignKey("activity.ActivityEntry", models.CASCADE, related_name="notices")
    community = models.ForeignKey(
        "communities.Community", models.CASCADE, null=True, related_name="+", verbose_name=_("community")
    )
    title = models.CharField(_("title"), max_length=250)
    detail = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300)
    frequency = models.CharField(_("letter"), max_length=10, choices=Frequency.choices)
    created_at = models.DateTimeField(_("when"), db_default=Now())
    read_at = models.DateTimeField(_("opened"), null=True)
    mailed_at = models.DateTimeField(pgettext_lazy("on a day", "sent"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="told_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notices_of_person"),
            # By where they lead, too: a page asks for its own among all that somebody has not read.
            models.Index(fields=["user", "url"], name="notices_unread_leading", condition=Q(read_at=None)),
            models.Index(
                fields=["user", "frequency", "created_at"],
                name="notices_gathered",
                condition=Q(mailed_at=None, frequency__in=["daily", "weekly", "monthly"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Digest(models.Model):
    """One letter that gathers, to one person. Unique, so that a second run sends none.

    start is the day on which its day, week or month begins for the person.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", verbose_name=_("person")
    )
    period = models.CharField(_("letter"), max_length=10, choices=[(f.value, f.label) for f in GATHERED])
    start = models.DateField(_("first day"))
    created_at = models.DateTimeField(_("sent"), db_default=Now())

    class Meta:
        verbose_name = _("gathered letter")
        verbose_name_plural = _("gathered letters")
        constraints = [
            models.UniqueConstraint(fields=["user", "period", "start"], name="one_digest_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.period} {self.start}"
