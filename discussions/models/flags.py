"""Texts that somebody asked a facilitator to look at, and what waits for a facilitator's decision."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community, Membership
from discussions.enums import FlagReason, Outcome
from discussions.models.contributions import Contribution
from discussions.models.discussions import Discussion
from discussions.models.holds import HeldPost


class MatterQuerySet(models.QuerySet["Matter"]):
    def visible_to(self, user: Any) -> MatterQuerySet:
        """For those who moderate the community, and nobody else."""
        if getattr(user, "is_superuser", False) or getattr(user, "is_system", False):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Exists(
                Membership.objects.with_capability(Capability.MODERATE).filter(
                    user_id=user.pk, community=OuterRef("community")
                )
            )
        )

    def waiting(self) -> MatterQuerySet:
        return self.filter(outcome="")


class Matter(models.Model):
    """One text that waits for a facilitator, or waited: flagged by some, or held as a first post."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="matters", verbose_name=_("community")
    )
    discussion = models.ForeignKey(
        Discussion, models.CASCADE, null=True, related_name="matters", verbose_name=_("discussion")
    )
    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, related_name="matters")
    held = models.OneToOneField(HeldPost, models.CASCADE, null=True, related_name="matter")
    flag_count = models.PositiveIntegerField(_("flags"), default=0)
    since = models.DateTimeField(_("since"), db_default=Now())
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    words = models.CharField(_("in words"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("matter for a facilitator")
        verbose_name_plural = _("matters for facilitators")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"], name="matter_of_contribution", condition=Q(outcome="", held=None)
            ),
            models.UniqueConstraint(
                fields=["discussion"],
                name="matter_of_opening",
                condition=Q(outcome="", held=None, contribution=None),
            ),
        ]
        indexes = [
            models.Index(fields=["community", "since", "id"], name="matter_waiting", condition=Q(outcome="")),
            models.Index(fields=["community", "-decided_at", "-id"], name="matter_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.discussion or self.held}"

    def get_absolute_url(self) -> str:
        return reverse("matter", args=[self.community.slug, self.pk])

    @property
    def text(self) -> Any:
        """What it is about: a contribution, a post that waits, or a discussion with its opening text."""
        return self.held or self.contribution or self.discussion


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: Any) -> FlagQuerySet:
        """One's own; all of them for those who moderate."""
        if getattr(user, "is_superuser", False) or getattr(user, "is_system", False):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(by_id=user.pk) | Q(matter__in=Matter.objects.visible_to(user).values("pk")))


class Flag(models.Model):
    """One person asks that one text be looked at."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="flags")
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="flags")
    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="flags")
    reason = models.CharField(_("reason"), max_length=10, choices=FlagReason.choices)
    words = models.CharField(_("in words"), max_length=500, blank=True)
    at = models.DateTimeField(_("when"), db_default=Now())

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "by"],
                name="flagged_once",
                condition=Q(contribution__isnull=False) & ~Q(reason="appeal"),
            ),
            models.UniqueConstraint(
                fields=["discussion", "by"],
                name="opening_flagged_once",
                condition=Q(contribution=None) & ~Q(reason="appeal"),
            ),
            models.UniqueConstraint(fields=["matter", "by"], name="one_flag_a_matter"),
        ]
        indexes = [models.Index(fields=["by", "at"], name="flag_of_person")]

    def __str__(self) -> str:
        return f"{self.by_id}: {self.get_reason_display()}"
