"""Something that was passed on to the community above or below: what all kinds have in common, and events."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.models.communities import Community
from communities.models.events import Event


class PassedOn(models.Model):
    """It stays where it is, with its author and its one address; the other community sees that it is there.

    Each storey has a model for its own things, with a key of its own and a `visible_to` that asks the gate
    of the thing: passing on opens nothing.
    """

    to_community = models.ForeignKey(Community, models.CASCADE, related_name="%(class)ss")
    words = models.CharField(_("why it concerns them"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        abstract = True


class EventPassingQuerySet(models.QuerySet["EventPassing"]):
    def visible_to(self, user: Any) -> EventPassingQuerySet:
        """For those who may read the event: passing on opens nothing."""
        return self.filter(event__in=Event.objects.visible_to(user).values("pk"))

    def standing(self) -> EventPassingQuerySet:
        """What is announced, not over, and of a community that is not closed."""
        coming = Event.objects.published().coming().filter(community__archived_at=None)
        return self.filter(event__in=coming.values("pk")).exclude(event__community=F("to_community"))


class EventPassing(PassedOn):
    """An event that a community above or below sees in its list."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="passings")

    objects = EventPassingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "to_community"], name="event_passed_once"),
        ]
        indexes = [models.Index(fields=["to_community", "-at", "-id"], name="event_passing_list")]

    def __str__(self) -> str:
        return f"{self.event} → {self.to_community}"
