"""Reading what members agreed to of the indicators, and what may be put to them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from communities.enums import GoalState
from communities.models import Community, GoalIndicator, IndicatorAgreement
from cop_portal.foundation.ui import times


def marked(indicators: list[Any]) -> list[Any]:
    """The same indicators, each with its last agreement and with what is before the members, in one statement."""
    by_id = {row.pk: row for row in indicators}
    for row in indicators:
        row.agreed = row.asked = None
    found = (
        IndicatorAgreement.objects.filter(indicator__in=by_id)
        .filter(Q(is_open=True) | Q(agreed_at__isnull=False))
        .annotate(closes_at=F("proposal__closes_at"))
        .order_by("agreed_at", "pk")
    )
    for agreement in found:
        agreement.indicator = row = by_id[agreement.indicator_id]
        if agreement.is_open:
            row.asked = agreement
        else:
            row.agreed = agreement
    return indicators


def may_be_put(indicator: Any) -> bool:
    """Whether a marked indicator is worth asking about: not asked now, not agreed to as it stands."""
    if indicator.asked or (indicator.agreed and not indicator.agreed.is_changed):
        return False
    return indicator.goal is None or indicator.goal.state == GoalState.OPEN


def counted(community: Community) -> tuple[int, int]:
    """How many indicators members agreed to as they stand today, and how many there are."""
    rows = marked(list(community.goal_indicators.all()))
    return sum(bool(row.agreed and not row.agreed.is_changed) for row in rows), len(rows)


def to_put(community: Community) -> list[Any]:
    """The indicators that may be put to the members today."""
    rows = marked(list(community.goal_indicators.select_related("goal")))
    return [row for row in rows if may_be_put(row)]


def named(community: Community) -> list[list[str]]:
    """The indicators in words, as the terms of reference name them."""
    return [in_words(row) for row in community.goal_indicators.all()]


def in_words(indicator: GoalIndicator) -> list[str]:
    """What members are asked about, and what the terms name: the indicator, its definition, baseline and target."""
    return [
        f"{indicator.name} ({indicator.unit})" if indicator.unit else indicator.name,
        indicator.definition,
        _("Baseline: %(baseline)s. Target: %(target)s.")
        % {
            "baseline": _measured(indicator.baseline, indicator.baseline_date),
            "target": _measured(indicator.target, indicator.target_date),
        },
    ]


def _measured(value: Decimal | None, day: datetime.date | None) -> str:
    """A number with its day, the year always: it is read later too."""
    number = "–" if value is None else floatformat(value, "-2")
    return f"{number} ({times.full_day_text(day)})" if day else number
