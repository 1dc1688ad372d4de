from celery import shared_task

from cop_portal.foundation.jobs.once import once_per
from metrics.actions import rollups, uses


@shared_task
@once_per("day")
def nightly() -> dict[str, int]:
    """Asked every hour, done once a day. A run that was killed is done again by the next call."""
    return rollups.nightly()


@shared_task
@once_per("day")
def hand_down_uses() -> int:
    """Before the library measures its scores."""
    return uses.hand_down()
