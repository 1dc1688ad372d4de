"""Reviews that are due: told before their day, after it, and at last to those who look after the library."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM
from knowledge_base.activity import REVIEW_DUE
from knowledge_base.enums import NOTICE_DAYS
from knowledge_base.models import ResourcePage, ReviewNotice


def remind(today: datetime.date | None = None) -> int:
    """Tell of reviews within two weeks, of those overdue, and of those overdue for two weeks, each once.

    Returns how many were told now.
    """
    today = today or timezone.localdate()
    rows = ResourcePage.objects.filter(
        live=True, next_review_on__lte=today + datetime.timedelta(days=NOTICE_DAYS)
    ).select_related("community")
    return sum(_tell(resource, today) for resource in rows)


@transaction.atomic
def _tell(resource: ResourcePage, today: datetime.date) -> int:
    due = resource.next_review_on
    assert due is not None, "asked for in the query"
    overdue = due < today
    escalated = due < today - datetime.timedelta(days=NOTICE_DAYS)
    _row, new = ReviewNotice.objects.get_or_create(
        resource=resource, due=due, overdue=overdue, escalated=escalated
    )
    if new:
        record(
            REVIEW_DUE,
            by=SYSTEM,
            target=resource,
            community=resource.community,
            due=due.isoformat(),
            overdue=overdue,
            escalated=escalated,
        )
    return int(new)
