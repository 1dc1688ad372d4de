"""The night's work: readers from page views, figures from the record. Each day once, however often asked."""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.utils import timezone

from communities.models import Community
from cop_portal.foundation.failpoints import failpoint
from cop_portal.foundation.jobs.once import advisory_lock
from metrics import indicators
from metrics.indicators.base import Indicator
from metrics.models import DailyReader, Figure, FillState, PageView
from metrics.pseudonyms import PERSON_DAYS, destroy_old_keys

logger = logging.getLogger(__name__)
CHUNK = datetime.timedelta(days=366)
DAY = datetime.timedelta(days=1)
# Yesterday and the day before are measured anew each night: mail that waited, pages written late.
AGAIN = 2
# Counted readers are kept as long as a window may ask for them, and their key holds.
KEEP_READERS = PERSON_DAYS + 30

READERS = """
    INSERT INTO metrics_dailyreader (day, community_id, viewer, signed_in, views, visits)
    SELECT day, community_id, viewer, bool_or(signed_in),
        count(*) FILTER (WHERE again IS NULL OR at - again > interval '30 minutes'),
        count(*) FILTER (WHERE before IS NULL OR at - before > interval '30 minutes')
    FROM (
        SELECT (at AT TIME ZONE 'UTC')::date AS day, community_id, viewer, signed_in, at,
            lag(at) OVER (PARTITION BY community_id, viewer ORDER BY at) AS before,
            lag(at) OVER (PARTITION BY community_id, viewer, kind, object_id ORDER BY at) AS again
        FROM metrics_pageview
        WHERE at >= %(lo)s AND at < %(hi)s::date + 1 AND community_id IS NOT NULL
    ) seen
    GROUP BY 1, 2, 3
"""

BORN = """
    SELECT k.id, least(
        (k.created_at AT TIME ZONE 'UTC')::date,
        (SELECT min((e.at AT TIME ZONE 'UTC')::date) FROM activity_activityentry e WHERE e.community_id = k.id)
    ) FROM communities_community k WHERE k.id = ANY(%s)
"""


class Busy(Exception):
    """Another process fills the figures at this moment."""


def nightly(today: datetime.date | None = None) -> dict[str, int]:
    """Everything up to yesterday. Returns how many figures were written for each indicator."""
    today = today or timezone.now().astimezone(datetime.UTC).date()
    written = fill(through=today - DAY)
    PageView.objects.filter(at__lt=_midnight(today - PERSON_DAYS * DAY)).delete()
    DailyReader.objects.filter(day__lt=today - KEEP_READERS * DAY).delete()
    destroy_old_keys(today)
    return written


def fill(
    *,
    through: datetime.date,
    communities: Iterable[int] | None = None,
    rebuild: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> dict[str, int]:
    """Bring the figures up to a day. One that fails stops only those that need it. Raises Busy."""
    ids = list(communities) if communities is not None else _all_ids()
    with advisory_lock("metrics.fill") as held:
        if not held:
            raise Busy
        written, failed = {}, set()
        try:
            count_readers(through)
        except Exception:
            logger.exception("counting readers failed")
            failed.add("views")
        for indicator in indicators.all_indicators():
            if failed.intersection(indicator.needs):
                logger.error("%s waits for %s", indicator.key, ", ".join(indicator.needs))
                continue
            say(f"{indicator.key} {indicator.name}")
            try:
                written[indicator.key] = _fill_one(indicator, through, ids, rebuild)
            except Exception:
                logger.exception("filling %s failed", indicator.key)
                failed.add(indicator.key)
        if failed:
            raise RuntimeError(f"not filled: {', '.join(sorted(failed))}; see the log")
    return written


def _take_time() -> None:
    """Nobody waits for the night's work: the limit that protects pages does not hold in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def _all_ids() -> list[int]:
    return list(Community.objects.values_list("pk", flat=True))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


@transaction.atomic
def count_readers(through: datetime.date) -> int:
    """Readers day by day from the raw views: the last days anew, older ones as they were."""
    last = DailyReader.objects.filter(day__lte=through).order_by("-day").values_list("day", flat=True).first()
    first_view = PageView.objects.order_by("at").values_list("at", flat=True).first()
    if first_view is None:
        return 0
    _take_time()
    lo = (
        max(min(last or through, through) - (AGAIN - 1) * DAY, first_view.date())
        if last
        else first_view.date()
    )
    DailyReader.objects.filter(day__gte=lo, day__lte=through).delete()
    with connection.cursor() as cursor:
        cursor.execute(READERS, {"lo": _midnight(lo), "hi": through})
        return cursor.rowcount


def _fill_one(indicator: Indicator, through: datetime.date, ids: list[int], rebuild: bool) -> int:
    """One indicator, for communities that have come equally far together."""
    groups: dict[datetime.date, list[int]] = defaultdict(list)
    states = {
        state.community_id: state
        for state in FillState.objects.filter(indicator=indicator.key, community__in=ids)
    }
    for pk, born in _born(ids).items():
        state = states.get(pk)
        if rebuild and state is not None and "views" in indicator.needs:
            # Older readers are forgotten on purpose; what was measured from them stays.
            groups[max(born, through - (KEEP_READERS - indicator.window) * DAY)].append(pk)
        elif rebuild or state is None or born < state.from_day:
            groups[born].append(pk)
        else:
            groups[max(min(state.through_day + DAY, through - (AGAIN - 1) * DAY), state.from_day)].append(pk)
    written = 0
    for lo, group in sorted(groups.items()):
        while lo <= through:
            hi = min(lo + CHUNK, through)
            written += _measure_chunk(indicator, lo, hi, group)
            lo = hi + DAY
    return written


def _born(ids: list[int]) -> dict[int, datetime.date]:
    """The first day of each community: that of its making, or of the oldest thing in its record."""
    with connection.cursor() as cursor:
        cursor.execute(BORN, [ids])
        return dict(cursor.fetchall())


@transaction.atomic
def _measure_chunk(indicator: Indicator, lo: datetime.date, hi: datetime.date, ids: list[int]) -> int:
    """A range of days in one transaction: it stands wholly, with its memory, or not at all."""
    _take_time()
    Figure.objects.filter(indicator=indicator.key, community__in=ids, day__gte=lo, day__lte=hi).delete()
    written = indicators.measure(indicator, lo, hi, ids)
    failpoint("metrics.mid_chunk")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO metrics_fillstate (indicator, community_id, from_day, through_day, at) "
            "SELECT %(key)s, id, %(lo)s, %(hi)s, now() FROM unnest(%(ids)s) AS id "
            "ON CONFLICT (indicator, community_id) DO UPDATE SET "
            "from_day = least(metrics_fillstate.from_day, EXCLUDED.from_day), "
            "through_day = greatest(metrics_fillstate.through_day, EXCLUDED.through_day), at = now()",
            {"key": indicator.key, "lo": lo, "hi": hi, "ids": ids},
        )
    return written
