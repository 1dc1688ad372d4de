"""Somebody is kept out for a time: of one community, or of the whole portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models.communities import Community
from communities.models.memberships import Membership


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def visible_to(self, user: Any) -> SuspensionQuerySet:
        """For those who look after the members of the community; those of the portal for administrators."""
        if getattr(user, "is_superuser", False) or getattr(user, "is_system", False):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Exists(
                Membership.objects.with_capability(Capability.MANAGE_MEMBERS).filter(
                    user_id=user.pk, community=OuterRef("community")
                )
            )
        )

    def running(self) -> SuspensionQuerySet:
        return self.filter(lifted_at=None)


class Suspension(models.Model):
    """One person, suspended with a reason until a day, or until it is lifted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="suspensions", verbose_name=_("person")
    )
    community = models.ForeignKey(
        Community,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="suspensions",
        verbose_name=_("community"),
        help_text=_("Empty: the whole portal."),
    )
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day of it. Empty: until it is lifted.")
    )
    at = models.DateTimeField(_("since"), db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    # What the membership was, so that lifting gives it back.
    before = models.JSONField(default=dict, editable=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    lifted_why = models.CharField(_("why it was lifted"), max_length=500, blank=True, editable=False)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "community"],
                name="suspended_once",
                condition=Q(lifted_at=None),
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["until"], name="suspension_ending", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"{self.user}: {self.community or _('the whole portal')}"
