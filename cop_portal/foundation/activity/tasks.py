"""The door through which the worker deals with the record."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from cop_portal.foundation.activity import dispatch
from cop_portal.foundation.activity.record import DISPATCH
from cop_portal.foundation.jobs import bell


@shared_task(soft_time_limit=300)
def dispatch_pending() -> int:
    """Rung by the bell after each commit and, as a sweep, every minute."""
    return dispatch.dispatch_all()


@worker_ready.connect
def look_at_once(**_: Any) -> None:
    """A worker that comes back after its death does not wait for the sweep."""
    bell.ring(DISPATCH)
