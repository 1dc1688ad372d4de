"""Whether the mail server is there: noted once for all mails, which wait as they are meanwhile."""

from __future__ import annotations

import datetime
import logging
import random

from django.db import transaction
from django.utils import timezone

from cop_portal.foundation.mail.models import Sending
from cop_portal.foundation.text import one_line

logger = logging.getLogger(__name__)
LONGEST = 300  # seconds between two looks whether the server is back


def server_is_away(words: str) -> None:
    """Nothing is tried before retry_at; each look that fails doubles the wait."""
    with transaction.atomic():
        row = locked()
        now = timezone.now()
        row.away_since = row.away_since or now
        row.away_words = one_line(words)[:300]
        row.tries += 1
        wait = min(15 * 2 ** min(row.tries - 1, 10), LONGEST)
        row.retry_at = now + datetime.timedelta(seconds=wait * random.uniform(0.8, 1.2))  # noqa: S311
        row.save()
    logger.warning("the mail server is away: %s", words)


def server_is_back() -> None:
    Sending.objects.filter(away_since__isnull=False).update(
        away_since=None, away_words="", tries=0, retry_at=None
    )


def locked() -> Sending:
    """The one row, for a change within a transaction."""
    Sending.objects.get_or_create(pk=1)
    return Sending.objects.select_for_update().get(pk=1)
