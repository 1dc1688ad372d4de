from celery import shared_task

from discussions.actions import discussions


@shared_task
def move_phases() -> int:
    """Every hour: each step happens once, by the state of the discussion."""
    return discussions.move_phases()
