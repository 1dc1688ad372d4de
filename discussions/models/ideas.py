"""Ideas: who supports one, who tries it, what became of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from discussions.enums import TrialState
from discussions.models.discussions import Discussion


class IdeaSupport(models.Model):
    """One person would like to see it tried."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="supports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("support of an idea")
        verbose_name_plural = _("supports of ideas")
        constraints = [models.UniqueConstraint(fields=["discussion", "user"], name="idea_supported_once")]

    def __str__(self) -> str:
        return f"{self.user_id} ↑ {self.discussion_id}"


class TrialQuerySet(models.QuerySet["Trial"]):
    def visible_to(self, user: Any) -> TrialQuerySet:
        """For those who may read the idea."""
        return self.filter(discussion__in=Discussion.objects.visible_to(user).values("pk"))

    def under_way(self) -> TrialQuerySet:
        return self.filter(state=TrialState.TRYING)


class Trial(models.Model):
    """An idea taken up as an action: one owner, one day, and what became of it."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="trials")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="trials", verbose_name=_("who")
    )
    what = models.CharField(_("what is tried"), max_length=300)
    due_on = models.DateField(_("until"))
    state = models.CharField(max_length=10, choices=TrialState.choices, default=TrialState.TRYING)
    outcome = models.TextField(_("what became of it"), max_length=2000, blank=True)
    begun_at = models.DateTimeField(db_default=Now())
    reported_at = models.DateTimeField(null=True, blank=True)
    # The day of which the owner was told.
    told_of = models.DateField(null=True, editable=False)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial of an idea")
        verbose_name_plural = _("trials of ideas")
        ordering = ["begun_at", "pk"]
        constraints = [
            # Several people may try one idea; one person tries it once at a time.
            models.UniqueConstraint(
                fields=["discussion", "owner"], name="idea_tried_once_at_a_time", condition=Q(state="trying")
            )
        ]
        indexes = [models.Index(fields=["due_on"], name="trial_due", condition=Q(state="trying"))]

    def __str__(self) -> str:
        return f"{self.owner}: {self.what}"

    @property
    def is_under_way(self) -> bool:
        return self.state == TrialState.TRYING
