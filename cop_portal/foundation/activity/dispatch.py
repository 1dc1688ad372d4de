"""Telling subscribers what happened, each exactly once."""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry, Delivery
from cop_portal.foundation.activity.verbs import Verb
from cop_portal.foundation.failpoints import failpoint

logger = logging.getLogger(__name__)

Subscriber = Callable[[ActivityEntry], None]
MOST_ATTEMPTS = 8

_subscribers: dict[str, dict[str, Subscriber]] = defaultdict(dict)


def subscribe(*verbs: Verb, name: str) -> Callable[[Subscriber], Subscriber]:
    """Register a function that is called once for each entry of these verbs, after its commit.

    It may write to the database and nothing else: mail leaves by rows of the mail queue. If the
    second thing must succeed for the first to be right, it is part of the action instead.
    """

    def register(function: Subscriber) -> Subscriber:
        for verb in verbs:
            if _subscribers[verb.name].get(name, function) is not function:
                raise ValueError(f"two subscribers of {verb} are called {name}")
            _subscribers[verb.name][name] = function
        return function

    return register


def subscribers_of(verb: str) -> dict[str, Subscriber]:
    return dict(_subscribers.get(verb, {}))


def dispatch_one() -> bool:
    """Deal with the oldest entry that waits; False when none does.

    The entry, its subscribers' work and their Delivery rows are one transaction: a kill at any
    point leaves all of it to be done again. A subscriber that fails does not hold up the others.
    """
    with transaction.atomic():
        entry = (
            ActivityEntry.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(Q(retry_at=None) | Q(retry_at__lte=Now()), dispatched_at=None)
            .order_by("id")
            .first()
        )
        if entry is None:
            return False
        failed = [
            name
            for name, subscriber in subscribers_of(entry.verb).items()
            if not _deliver(entry, name, subscriber)
        ]
        failpoint("activity.before_mark")
        entry.attempts += 1
        if not failed:
            entry.dispatched_at = timezone.now()
        elif entry.attempts >= MOST_ATTEMPTS:
            logger.error("gave up on %s after %s attempts: %s", entry, entry.attempts, failed)
            entry.dispatched_at = timezone.now()
        else:
            entry.retry_at = timezone.now() + datetime.timedelta(seconds=5 * 3**entry.attempts)
        entry.save(update_fields=["attempts", "dispatched_at", "retry_at"])
    failpoint("activity.after_mark")
    return True


def _deliver(entry: ActivityEntry, name: str, subscriber: Subscriber) -> bool:
    try:
        with transaction.atomic():
            _row, new = Delivery.objects.get_or_create(entry=entry, subscriber=name)
            if new:
                subscriber(entry)
    except Exception:
        logger.exception("%s failed on %s", name, entry)
        return False
    return True


def dispatch_all(most: int = 10_000) -> int:
    """Deal with everything that waits, at most so many entries. Returns how many."""
    done = 0
    while done < most and dispatch_one():
        done += 1
    return done
