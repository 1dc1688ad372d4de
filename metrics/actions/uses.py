"""Handing totals down to the library: how often each resource was read and each file taken on a day.

Whoever read stays here, under a pseudonym that is destroyed; only the numbers go down.
"""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.db import connection
from django.utils import timezone

from knowledge_base.actions.uses import set_days
from knowledge_base.models import ResourceDay
from metrics.models import PageView

DAY = datetime.timedelta(days=1)
# Yesterday and the day before are handed down anew: views that were written late.
AGAIN = 2

# One's own repeats of a page within 30 minutes count once, as in indicator I21.
TOTALS = """
    SELECT day, kind, object_id, count(*) FILTER (WHERE again IS NULL OR at - again > interval '30 minutes')
    FROM (
        SELECT (at AT TIME ZONE 'UTC')::date AS day, kind, object_id, at,
            lag(at) OVER (PARTITION BY viewer, kind, object_id ORDER BY at) AS again
        FROM metrics_pageview
        WHERE at >= %(lo)s AND at < %(hi)s AND kind IN ('resource', 'download') AND object_id IS NOT NULL
    ) seen
    GROUP BY 1, 2, 3
"""


def hand_down(through: datetime.date | None = None) -> int:
    """Each day up to yesterday that was not handed down yet, and the last two again. Returns how many days."""
    through = through or timezone.now().astimezone(datetime.UTC).date() - DAY
    first_view = PageView.objects.order_by("at").values_list("at", flat=True).first()
    if first_view is None or first_view.date() > through:
        return 0
    last = ResourceDay.objects.filter(day__lte=through).order_by("-day").values_list("day", flat=True).first()
    first = first_view.astimezone(datetime.UTC).date()
    lo = max(first, min(last, through) - (AGAIN - 1) * DAY) if last else first
    totals: dict[tuple[datetime.date, str], dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, {"lo": _midnight(lo), "hi": _midnight(through + DAY)})
        for day, kind, object_id, count in cursor.fetchall():
            totals[day, kind][object_id] = count
    days = [lo + number * DAY for number in range((through - lo).days + 1)]
    for day in days:
        set_days(day, views=totals[day, "resource"], downloads=totals[day, "download"])
    return len(days)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
