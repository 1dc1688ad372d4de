"""Reading who used a contribution, and for what."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from discussions.models import Contribution, Use

MOST = 50


def of_contribution(contribution: Contribution) -> QuerySet[Use]:
    """Who used it, the newest first. For those who may read the contribution."""
    return Use.objects.filter(contribution=contribution).select_related("user").order_by("-at", "-pk")[:MOST]


def own(user: Any, contribution: Contribution) -> Use | None:
    return Use.objects.filter(contribution=contribution, user=user).first()
