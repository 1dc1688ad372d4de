"""Harvests: what was talked about is offered to somebody to keep, before it is forgotten."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community, Event
from communities.queries.memberships import communities_where
from cop_portal.foundation.permissions import is_system
from knowledge_base.enums import HarvestState
from knowledge_base.models.resources import ResourcePage

# How long an offer is late before its gardener hears of it, and then those who look after the community.
PATIENCE = {1: datetime.timedelta(days=0), 2: datetime.timedelta(days=7)}
# An offer is due so many days after it was made or handed on.
DAYS = 14


def held_by(user: Any) -> Q:
    """Offers after events that a person led, or announced where nobody leads."""
    events = Event.objects.filter(Q(leader=user.pk) | Q(leader=None, by=user.pk))
    return Q(source="event", source_id__in=events.values("pk"))


class HarvestQuerySet(models.QuerySet["Harvest"]):
    def open(self) -> HarvestQuerySet:
        return self.filter(state=HarvestState.OFFERED)

    def visible_to(self, user: Any) -> HarvestQuerySet:
        """One's own, and those of communities whose library or talk one looks after."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        where = communities_where(user, Capability.CURATE, Capability.CONVENE)
        own = Q(gardener_id=user.pk) | held_by(user)
        here = Community.objects.of_member(user).values("pk")
        return self.filter(own & Q(community__in=here) | Q(community__in=where.values("pk")))


class Harvest(models.Model):
    """An offer to make a resource of one thing that ended; there is one for each thing."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="harvests")
    # What it came from: the name of a registered source, and the key there.
    source = models.CharField(max_length=20)
    source_id = models.BigIntegerField()
    title = models.CharField(_("title"), max_length=200)
    gardener = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="harvests",
        verbose_name=_("gardener"),
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(
        _("state"), max_length=10, choices=HarvestState.choices, default=HarvestState.OFFERED
    )
    reason = models.CharField(_("why not"), max_length=300, blank=True)
    resource = models.ForeignKey(ResourcePage, models.SET_NULL, null=True, related_name="harvests")
    offered_at = models.DateTimeField(_("offered"), db_default=Now())
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = HarvestQuerySet.as_manager()

    class Meta:
        verbose_name = _("harvest")
        verbose_name_plural = _("harvests")
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="harvest_once")]
        indexes = [models.Index(fields=["due_on"], name="harvest_due", condition=Q(state="offered"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("harvest", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == HarvestState.OFFERED

    @property
    def holder_id(self) -> int | None:
        """Who led the event that it is of, or announced it where nobody leads."""
        event = Event.objects.filter(pk=self.source_id).first() if self.source == "event" else None
        return (event.leader_id or event.by_id) if event else None


class HarvestStep(models.Model):
    """One step of telling that an offer waits. Another gardener is a new beginning."""

    harvest = models.ForeignKey(Harvest, models.CASCADE, related_name="steps")
    due = models.DateField()
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["harvest", "due", "level"], name="harvest_told_once")]

    def __str__(self) -> str:
        return f"{self.harvest_id} {self.due}: {self.level}"
