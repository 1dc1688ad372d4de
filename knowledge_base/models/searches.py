"""What people searched for and did not find: from this the gaps of a library are known."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community
from communities.queries.memberships import communities_where
from cop_portal.foundation.permissions import is_system


class FailedSearchQuerySet(models.QuerySet["FailedSearch"]):
    def visible_to(self, user: Any) -> FailedSearchQuerySet:
        """For those who look after a library: what was sought in it, and by its members in the whole portal.

        What counts for no community is for the administrators alone.
        """
        if is_system(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(community__in=communities_where(user, Capability.CURATE))


class FailedSearch(models.Model):
    """Words that found nothing, with how often in a day. Who sought is nobody's business and not kept."""

    community = models.ForeignKey(Community, models.CASCADE, null=True, related_name="failed_searches")
    words = models.CharField(_("words"), max_length=200)
    folded_words = models.CharField(max_length=200, editable=False)
    day = models.DateField()
    times = models.PositiveIntegerField(_("times"), default=1)
    last_at = models.DateTimeField(db_default=Now())

    objects = FailedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed search")
        verbose_name_plural = _("failed searches")
        ordering = ["-day", "-times", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "folded_words", "day"],
                name="failed_search_once_a_day",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.times})"
