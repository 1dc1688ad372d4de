"""What members agreed to of the indicators: each in the words and numbers that stood before them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models.goals import GoalIndicator
from communities.models.proposals import Proposal


class IndicatorAgreement(models.Model):
    """An indicator that a proposal puts to the members, as it stood on that day."""

    # What an agreement is about; where one of them differs today, it was changed since.
    TERMS = ("name", "definition", "unit", "baseline", "baseline_date", "target", "target_date")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="indicators")
    indicator = models.ForeignKey(GoalIndicator, models.CASCADE, related_name="agreements")
    stated = models.JSONField(default=dict, editable=False)  # one of TERMS -> its text
    is_open = models.BooleanField(default=True, editable=False)
    agreed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("agreement to an indicator")
        verbose_name_plural = _("agreements to indicators")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "indicator"], name="indicator_put_once"),
            models.UniqueConstraint(
                fields=["indicator"], name="indicator_before_members_once", condition=Q(is_open=True)
            ),
            models.CheckConstraint(
                name="indicator_agreed_when_decided", condition=Q(agreed_at=None) | Q(is_open=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.indicator}"

    @property
    def is_changed(self) -> bool:
        """Whether the indicator says something else today."""
        return self.stated != self.terms_of(self.indicator)

    @classmethod
    def terms_of(cls, indicator: GoalIndicator) -> dict[str, str]:
        """Its words and numbers as text; the same number is the same text."""
        return {name: _text(getattr(indicator, name)) for name in cls.TERMS}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
