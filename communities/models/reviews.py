"""The periodic review of a community: is it still what its members need?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.enums import ReviewOutcome
from communities.models.communities import Community, readable_q


class CommunityReviewQuerySet(models.QuerySet["CommunityReview"]):
    def visible_to(self, user: Any) -> CommunityReviewQuerySet:
        return self.filter(readable_q(user, "community__"))

    def open(self) -> CommunityReviewQuerySet:
        return self.filter(decided_at=None).exclude(opened_at=None)


class CommunityReview(models.Model):
    """One review: planned for a day, opened with its evidence, ended with a decision.

    `evidence` is frozen when the review opens: what was decided stays beside what was seen.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="reviews")
    due_on = models.DateField(_("day of the review"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReviewOutcome.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=4000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = CommunityReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of a community")
        verbose_name_plural = _("reviews of communities")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community"], name="one_review_ahead", condition=Q(decided_at=None)
            ),
            models.CheckConstraint(
                name="decided_with_an_outcome",
                condition=Q(decided_at=None, outcome="") | (Q(decided_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.decided_at is None
