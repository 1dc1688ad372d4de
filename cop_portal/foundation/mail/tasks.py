"""Doors through which the worker deals with mail."""

from celery import shared_task

from cop_portal.foundation.mail import inbound, send


@shared_task(soft_time_limit=300)
def send_due() -> int:
    """Rung after each commit that queued mail and, as a sweep, every minute."""
    return send.send_due()


@shared_task(soft_time_limit=300)
def route_pending() -> int:
    """Rung when a mail came in and, as a sweep, every minute."""
    return inbound.route_all()
