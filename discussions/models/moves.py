"""What was moved, split off or merged: the history by which old addresses still answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from discussions.enums import MoveKind
from discussions.models.discussions import Discussion


class Move(models.Model):
    """A facilitator put something in its right place, for a reason."""

    kind = models.CharField(_("what happened"), max_length=8, choices=MoveKind.choices)
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="moves")
    # The new discussion of a split, the one that took another in; none for a change of community.
    into = models.ForeignKey(Discussion, models.CASCADE, null=True, related_name="moves_into")
    from_community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    to_community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    # Old numbers to new ones, in the order of time: [[12, 1], [14, 2]].
    numbers = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.discussion_id}"
