"""What members need to take part: a short survey, and which ways of communicating a community settled on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import Device, Line, MailHabit, Prefers, Way, WayState
from communities.models.communities import Community
from cop_portal.foundation.permissions import is_system


class TechnicalAnswerQuerySet(models.QuerySet["TechnicalAnswer"]):
    def visible_to(self, user: Any) -> TechnicalAnswerQuerySet:
        """One's own alone: others see counts, never who answered what."""
        if is_system(user):
            return self
        return self.filter(user_id=getattr(user, "pk", None))


class TechnicalAnswer(models.Model):
    """How one member takes part: four answers, changed at any time."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="technical_answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    line = models.CharField(_("your connection"), max_length=10, choices=Line.choices)
    device = models.CharField(_("what you mostly use"), max_length=10, choices=Device.choices)
    mail = models.CharField(_("how often you read mail"), max_length=10, choices=MailHabit.choices)
    prefers = models.CharField(_("how you would rather take part"), max_length=10, choices=Prefers.choices)
    at = models.DateTimeField(db_default=Now())

    objects = TechnicalAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about technical needs")
        verbose_name_plural = _("answers about technical needs")
        constraints = [models.UniqueConstraint(fields=["community", "user"], name="technical_answer_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.community}"


class TechnicalTally(models.Model):
    """The answers of a community as they were counted last. It moves in steps of several people's answers:
    whoever looked before and after a single one would read what that person said."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="technical_tally")
    answered = models.PositiveIntegerField()
    counts = models.JSONField()  # {question: {answer: number}}
    at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("count of answers about technical needs")
        verbose_name_plural = _("counts of answers about technical needs")

    def __str__(self) -> str:
        return f"{self.community}: {self.answered}"


class WayChoice(models.Model):
    """Whether a way of communicating is ready here, or left out on purpose."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="ways")
    way = models.CharField(_("way"), max_length=12, choices=Way.choices)
    state = models.CharField(_("state"), max_length=10, choices=WayState.choices, default=WayState.OPEN)
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("way of communicating")
        verbose_name_plural = _("ways of communicating")
        constraints = [models.UniqueConstraint(fields=["community", "way"], name="way_once")]

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.get_state_display()}"
