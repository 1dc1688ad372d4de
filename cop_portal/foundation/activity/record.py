"""Writing one line in the record: the last thing every action does."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry, Channel
from cop_portal.foundation.activity.verbs import Verb
from cop_portal.foundation.caching import note_act
from cop_portal.foundation.failpoints import failpoint
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.permissions import actor_or_none

DISPATCH = "cop_portal.foundation.activity.tasks.dispatch_pending"


def record(
    verb: Verb,
    *,
    by: Any,
    target: models.Model | None = None,
    community: models.Model | None = None,
    channel: str = Channel.WEB,
    at: datetime.datetime | None = None,
    quiet: bool = False,
    **facts: Any,
) -> ActivityEntry:
    """Note that `by` did `verb`. Call inside the action's transaction, after the write.

    quiet: nobody is told (imports, the demo's past); the entry counts in figures all the same.
    at: when it happened, if not now. Raises ValueError for a fact that the verb does not declare.
    """
    unknown = facts.keys() - verb.facts
    if unknown:
        raise ValueError(f"{verb} does not declare {', '.join(sorted(unknown))}")
    entry = ActivityEntry(
        verb=verb.name,
        actor=actor_or_none(by),
        community_id=community.pk if community else None,
        target_type=target._meta.label_lower if target else "",
        target_id=target.pk if target else None,
        facts=facts,
        channel=channel,
    )
    if at is not None:
        entry.at = at
    if quiet:
        entry.dispatched_at = timezone.now()
    entry.save(force_insert=True)
    failpoint("activity.before_commit")
    transaction.on_commit(note_act)
    if not quiet:
        transaction.on_commit(_ring)
    return entry


def _ring() -> None:
    failpoint("activity.after_commit")
    bell.ring(DISPATCH)
