"""A second person says that the result of a story came about."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from knowledge_base.activity import RESULT_CONFIRMED
from knowledge_base.merging import when_merged
from knowledge_base.models import ResourcePage, ResultConfirmation, StoryPage
from knowledge_base.permissions import authors_of, check_confirm_result


@transaction.atomic
def confirm_result(
    *, story: StoryPage, by: Any, words: str = "", at: datetime.datetime | None = None, quiet: bool = False
) -> ResultConfirmation:
    """Say that the result came about, and how one knows. Twice is once."""
    check_confirm_result(by, story)
    row, new = ResultConfirmation.objects.get_or_create(
        story=story,
        user=by,
        defaults={"name": by.name, "words": text.one_line(words)[:300], "at": at or timezone.now()},
    )
    if new:
        record(
            RESULT_CONFIRMED,
            by=by,
            target=ResourcePage(pk=story.pk),
            community=story.community,
            at=at,
            quiet=quiet,
            said=row.words,
        )
    return row


@transaction.atomic
def take_back(*, story: StoryPage, by: Any) -> None:
    """It is one's own word, and may be taken back."""
    check_confirm_result(by, story)
    ResultConfirmation.objects.filter(story=story, user=by).delete()


@when_merged
def unite_confirmations(winner: ResourcePage, loser: ResourcePage) -> None:
    """Who confirmed the result of both did so once, and its author does not. Only a story has a result."""
    story = StoryPage.objects.filter(pk=winner.pk).first()
    if story is None:
        return
    known = ResultConfirmation.objects.filter(story=story, user__isnull=False)
    not_theirs = {*known.values_list("user", flat=True), *authors_of(story)} - {None}
    rows = ResultConfirmation.objects.filter(story=loser.pk)
    rows.exclude(user__in=not_theirs).update(story=story)
