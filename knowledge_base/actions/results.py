"""The page of results: its rhythm, and the word to the coordinator when it stays as it is."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM
from knowledge_base.activity import RESULTS_SILENT
from knowledge_base.enums import ResultsRhythm
from knowledge_base.models import ResultsPlan, ResultsSilence
from knowledge_base.permissions import check_plan_results
from knowledge_base.queries import results


@transaction.atomic
def plan(*, community: Community, by: Any, days: int) -> None:
    """How often something new should be added."""
    check_plan_results(by, community)
    if days not in ResultsRhythm.values:
        raise ValidationError(_("Choose one of the rhythms."))
    ResultsPlan.objects.update_or_create(community=community, defaults={"days": days})


def tell_silent(today: datetime.date | None = None) -> int:
    """Tell where nothing was added for a rhythm's length, once for each length. Returns how many were told."""
    day = today or timezone.localdate()
    return sum(_tell(*row, day) for row in results.newest_days(day))


@transaction.atomic
def _tell(community: Community, since: datetime.date, days: int, today: datetime.date) -> int:
    number = (today - since).days // days
    if number < 1:
        return 0
    _row, new = ResultsSilence.objects.get_or_create(community=community, since=since, number=number)
    if new:
        record(
            RESULTS_SILENT,
            by=SYSTEM,
            target=community,
            community=community,
            since=since.isoformat(),
            days=days,
        )
    return int(new)
