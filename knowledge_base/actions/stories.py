"""A second person says that the result of a story came about."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from knowledge_base.activity import RESULT_CONFIRMED
from knowledge_base.models import ResourcePage, ResultConfirmation, StoryPage
from knowledge_base.permissions import check_confirm_result


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
