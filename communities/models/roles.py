"""Roles that a community defines for itself, calls for volunteers, and what connectors set out to link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import CallState, Role
from communities.models.communities import Community, readable_q


class OwnRole(models.Model):
    """A role beside the four: gardener, synthesizer, whatever the community needs. It carries no rights."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="extra_roles")
    name = models.CharField(_("name"), max_length=60)
    duties = models.TextField(_("duties"), max_length=1000)
    hours_per_month = models.PositiveSmallIntegerField(_("hours a month"), null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(_("term in months"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(_("given up"), null=True, blank=True)

    class Meta:
        verbose_name = _("role of its own")
        verbose_name_plural = _("roles of its own")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"], name="own_role_named_once", condition=Q(retired_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.name


class RoleCallQuerySet(models.QuerySet["RoleCall"]):
    def visible_to(self, user: Any) -> RoleCallQuerySet:
        """Calls are for those who may read the community; names of volunteers are another matter."""
        return self.filter(readable_q(user, "community__"))

    def open(self) -> RoleCallQuerySet:
        return self.filter(state=CallState.OPEN)


class RoleCall(models.Model):
    """A role looks for people. Members volunteer; the choice is announced."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="role_calls")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    own_role = models.ForeignKey(OwnRole, models.CASCADE, null=True, blank=True, related_name="calls")
    text = models.TextField(_("what the community looks for"), max_length=2000)
    closes_on = models.DateField(_("open until"))
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(_("announcement"), max_length=1000, blank=True)

    objects = RoleCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for a role")
        verbose_name_plural = _("calls for roles")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="call_for_one_role", condition=Q(role="") ^ Q(own_role=None)
            ),
            models.UniqueConstraint(
                F("community"), F("role"), F("own_role"),
                name="one_open_call_a_role", condition=Q(state="open"), nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.community}: {self.role_label}"

    @property
    def role_label(self) -> str:
        return self.own_role.name if self.own_role else str(Role(self.role).label)


class Volunteer(models.Model):
    """Somebody says: I would do it. Chosen or not, they are thanked."""

    call = models.ForeignKey(RoleCall, models.CASCADE, related_name="volunteers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="volunteered")
    words = models.CharField(_("why"), max_length=500, blank=True)
    at = models.DateTimeField(db_default=Now())
    chosen = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="volunteered_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.call}"


class Connection(models.Model):
    """Somebody whom a connector wants to bring in or to link with others. Ticked off when done."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="connections")
    connector = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="connections")
    who = models.CharField(_("whom"), max_length=120)
    why = models.CharField(_("with whom or what, and why"), max_length=300, blank=True)
    at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("connection to make")
        verbose_name_plural = _("connections to make")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["connector", "at"], name="connection_open", condition=Q(done_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.connector}: {self.who}"
