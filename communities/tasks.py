"""Periodic work about communities. Each may run twice without harm."""

import datetime

from celery import shared_task
from django.utils import timezone

from communities.actions import (
    events,
    goals,
    guests,
    invitations,
    newcomers,
    proposals,
    reflections,
    reviews,
    roles,
    suspensions,
    transformations,
)
from communities.models import GoalIndicator
from communities.queries.goals import due_steps
from communities.queries.invitations import ended_access, ending_access
from communities.queries.newcomers import late_requests
from communities.queries.proposals import due_to_close
from communities.queries.roles import ending_terms
from cop_portal.foundation.jobs.once import once_per


@shared_task
@once_per("day")
def remind_of_terms() -> int:
    """A month before a term's planned end its holder and those who give roles are told, once."""
    ids = list(ending_terms(timezone.localdate(), roles.NOTICE_DAYS).values_list("pk", flat=True))
    return sum(roles.remind_of_term(pk) for pk in ids)


@shared_task
@once_per("day")
def tell_due_steps() -> int:
    """Owners of steps hear a week before their day and once when it has passed."""
    today = timezone.localdate()
    told = 0
    for late in (False, True):
        for pk in due_steps(today, late=late, days=goals.SOON_DAYS).values_list("pk", flat=True):
            told += goals.tell_due(pk, late=late)
    return told


@shared_task
@once_per("day")
def take_readings() -> int:
    """On the first of a month, the portal's own figure of the day before for each indicator it measures."""
    today = timezone.localdate()
    if today.day != 1:
        return 0
    rows = GoalIndicator.objects.exclude(figure="").filter(community__archived_at=None)
    taken = [
        goals.measure(indicator=row, day=today - datetime.timedelta(days=1))
        for row in rows.select_related("community")
    ]
    return sum(reading is not None for reading in taken)


@shared_task
def close_proposals() -> int:
    """Count and close what is due; two at once never count twice."""
    return sum(proposals.close(pk) for pk in due_to_close(timezone.now()))


@shared_task
def carry_out_transformations() -> int:
    """Every hour: what is announced for today happens once, by its state."""
    return transformations.carry_out_due()


@shared_task
def open_reviews() -> int:
    """Every hour: each review opens once, on its day."""
    return reviews.open_due()


@shared_task
def close_reflections() -> int:
    """Every hour: a round of “How are we doing?” ends once, with its last day."""
    return reflections.close_due()


@shared_task
def escalate_requests() -> int:
    """Every hour: who waits for an answer for three days, and for seven, is remembered; each once."""
    moment = timezone.now()
    return sum(
        newcomers.escalate(pk, level)
        for level in newcomers.PATIENCE
        for pk in late_requests(level, moment).values_list("pk", flat=True)
    )


@shared_task
def expire_invitations() -> int:
    """Every hour: letters without an answer for thirty days open nothing any more."""
    return invitations.expire_due()


@shared_task
def end_guests_access() -> int:
    """Every hour: guests hear a week before their last day, and are out after it."""
    today = timezone.localdate()
    for pk in ending_access(today).values_list("pk", flat=True):
        guests.remind_of_end(pk, today=today)
    return sum(guests.end_access(pk, today=today) for pk in ended_access(today).values_list("pk", flat=True))


@shared_task
def lift_suspensions() -> int:
    """Every hour: a suspension whose last day is over is lifted."""
    return suspensions.lift_due()


@shared_task
def remind_of_events() -> int:
    """Every five minutes: who comes hears a day and an hour before, each once by a mark on the event."""
    return events.remind_due()
