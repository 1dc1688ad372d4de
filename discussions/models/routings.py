"""A question that was put to somebody in particular."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import Module
from cop_portal.foundation.ui.times import age_text
from discussions.enums import OPEN_ROUTINGS, Kind, RoutingState
from discussions.models.discussions import Discussion

# How long it waits before the person is reminded (1), and those who facilitate hear of it (2).
PATIENCE = {1: datetime.timedelta(days=3), 2: datetime.timedelta(days=7)}


class RoutingQuerySet(models.QuerySet["Routing"]):
    def visible_to(self, user: Any) -> RoutingQuerySet:
        """For those who may read the question: who was asked is no secret among them."""
        return self.filter(discussion__in=Discussion.objects.visible_to(user).values("pk"))

    def open(self) -> RoutingQuerySet:
        """What still waits: for the person, or for what they asked back."""
        return self.filter(
            ~Q(discussion__community__modules_off__contains=[Module.QUESTIONS]),
            state__in=OPEN_ROUTINGS,
            discussion__kind=Kind.QUESTION,
            discussion__closed_at=None,
            discussion__answer=None,
            discussion__hidden_at=None,
        )

    def waiting(self) -> RoutingQuerySet:
        return self.open().filter(state=RoutingState.WAITING)


class Routing(models.Model):
    """One question, one person who is asked to answer it; by is empty where its subject led there."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="routings")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="routings", verbose_name=_("put to")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    words = models.CharField(_("why them"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), db_default=Now())
    state = models.CharField(max_length=10, choices=RoutingState.choices, default=RoutingState.WAITING)
    passed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer_words = models.CharField(_("their word"), max_length=300, blank=True)
    # The contribution in which they asked back, which is no answer.
    asked_back_number = models.PositiveIntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    # How often was reminded of it: 0, 1 (the person), 2 (those who facilitate).
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = RoutingQuerySet.as_manager()

    class Meta:
        verbose_name = _("question put to somebody")
        verbose_name_plural = _("questions put to somebody")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "to"], name="routed_once"),
            models.CheckConstraint(
                name="not_passed_to_oneself", condition=Q(passed_to=None) | ~Q(passed_to=F("to"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["to", "at"], name="routing_waiting", condition=Q(state__in=["waiting", "asked_back"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.discussion} → {self.to}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ROUTINGS

    @property
    def age(self) -> str:
        return age_text(self.at)
