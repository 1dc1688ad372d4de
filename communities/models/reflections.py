"""“How are we doing?”: rounds in which the members look at their own community."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import MembershipState, ReflectionHeading
from communities.models.communities import Community
from communities.models.memberships import Membership
from cop_portal.foundation.permissions import is_system


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def visible_to(self, user: Any) -> ReflectionQuerySet:
        """Rounds of the communities one belongs to: members speak openly to one another."""
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        own = Membership.objects.filter(
            community=OuterRef("community"), user_id=user.pk, state=MembershipState.ACTIVE
        )
        return self.filter(Exists(own))

    def open(self) -> ReflectionQuerySet:
        return self.filter(closed_at=None)


class Reflection(models.Model):
    """One round, with what the figures said on the day it opened."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="reflections", verbose_name=_("community")
    )
    words = models.TextField(_("why now"), max_length=2000, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened"), db_default=Now())
    closes_on = models.DateField(_("until"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # {"words": [sentence, …], "figures": [[label, value, unit], …]}, as they were at the opening.
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    # {question: mean} of the answers without names, once it is closed; empty where too few answered.
    pulse = models.JSONField(_("answers without names"), default=dict, blank=True, editable=False)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of “How are we doing?”")
        verbose_name_plural = _("rounds of “How are we doing?”")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community"], name="one_open_reflection", condition=Q(closed_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["community", "-opened_at"], name="reflection_list"),
            models.Index(fields=["closes_on"], name="reflection_due", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ReflectionNote(models.Model):
    """What one member says under one heading; theirs to change while the round is open."""

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="notes")
    heading = models.CharField(_("heading"), max_length=12, choices=ReflectionHeading.choices)
    text = models.TextField(_("text"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"), db_default=Now())
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("note of a round")
        verbose_name_plural = _("notes of a round")
        ordering = ["at", "pk"]
        constraints = [
            # A member says one thing under each heading, and may change it.
            models.UniqueConstraint(fields=["reflection", "heading", "by"], name="note_once")
        ]

    def __str__(self) -> str:
        return self.text


class ReflectionChange(models.Model):
    """What was changed as a result of a round."""

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="changes")
    text = models.CharField(_("what was changed"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("change after a round")
        verbose_name_plural = _("changes after a round")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["reflection", "text"], name="change_noted_once")]

    def __str__(self) -> str:
        return self.text
