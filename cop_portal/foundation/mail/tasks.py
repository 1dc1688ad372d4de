"""Doors through which the worker deals with mail."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from cop_portal.foundation.jobs import bell
from cop_portal.foundation.jobs.once import once_per
from cop_portal.foundation.mail import cleaning, inbound, send
from cop_portal.foundation.mail.compose import SEND


@shared_task(soft_time_limit=300)
def send_due() -> int:
    """Rung after each commit that queued mail and, as a sweep, every minute."""
    return send.send_due()


@shared_task(soft_time_limit=300)
def route_pending() -> int:
    """Rung when a mail came in and, as a sweep, every minute."""
    return inbound.route_all()


@shared_task
@once_per("day")
def forget_old_mail() -> int:
    """Once a day; asked more often, so that a killed run is made good."""
    return cleaning.forget_old()


@worker_ready.connect
def look_at_once(**_: Any) -> None:
    """A worker that comes back after its death does not wait for the sweep."""
    bell.ring(SEND)
    bell.ring(inbound.ROUTE)
