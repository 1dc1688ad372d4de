"""Periodic work about communities. Each may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from communities.actions import roles
from communities.queries.roles import ending_terms
from cop_portal.foundation.jobs.once import once_per


@shared_task
@once_per("day")
def remind_of_terms() -> int:
    """A month before a term's planned end its holder and those who give roles are told, once."""
    ids = list(ending_terms(timezone.localdate(), roles.NOTICE_DAYS).values_list("pk", flat=True))
    return sum(roles.remind_of_term(pk) for pk in ids)
