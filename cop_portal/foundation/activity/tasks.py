"""The door through which the worker deals with the record."""

from celery import shared_task

from cop_portal.foundation.activity import dispatch


@shared_task(soft_time_limit=300)
def dispatch_pending() -> int:
    """Rung by the bell after each commit and, as a sweep, every minute."""
    return dispatch.dispatch_all()
