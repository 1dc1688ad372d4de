"""The timetable's door to newsletters."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from cop_portal.foundation.permissions import SYSTEM
from cop_portal.newsletters import queries, sections

logger = logging.getLogger(__name__)


@shared_task
def compose_drafts() -> int:
    """Every hour: the draft of each community whose week is due. Returns how many were looked at.

    A community whose draft fails does not hold up the others; it is asked again in an hour.
    """
    done = 0
    for community, week in queries.communities_due(timezone.now()):
        try:
            sections.compose(community=community, week=week, by=SYSTEM)
        except Exception:
            logger.exception("the newsletter of %s for %s was not composed", community, week)
        else:
            done += 1
    return done
