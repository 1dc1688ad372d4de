"""Figures as readings: what a community's own indicators may take from the portal."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities import evidence
from communities.models import Community
from metrics import indicators
from metrics.indicators.base import Indicator
from metrics.models import Figure
from metrics.queries.health import too_few

# Those that are one number with one meaning; the others want their parts beside them.
OFFERED = ("I02", "I03", "I13", "I14", "I18", "I24")
# A figure of the days before still speaks for a day that is not measured yet.
GRACE = datetime.timedelta(days=3)
UNITS: dict[str, str | Promise] = {"share": _("%"), "hours": _("hours"), "count": "", "index": ""}


def value_on(indicator: Indicator, community: Community, day: datetime.date) -> Decimal | None:
    """The figure of a day, per cent for shares; None where there is none or too few people are in it."""
    figure = (
        Figure.objects.filter(
            community=community, indicator=indicator.key, day__lte=day, day__gte=day - GRACE
        )
        .order_by("-day")
        .first()
    )
    if figure is None or figure.value is None or too_few(figure):
        return None
    scale = 100 if indicator.unit == "share" else 1
    return Decimal(str(round(figure.value * scale, 2)))


def register_all() -> None:
    for key in OFFERED:
        indicator = indicators.get(key)
        evidence.register_figure(
            evidence.Figure(
                key,
                indicator.name,
                UNITS[indicator.unit],
                partial(value_on, indicator),
            )
        )
