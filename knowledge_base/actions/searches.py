"""Noting what was sought and not found."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from communities.models import Community
from cop_portal.foundation import text
from knowledge_base.models import FailedSearch

LEAST_LETTERS = 3


def note_failed(*, words: str, by: Any, community: Community | None = None) -> None:
    """Count words that found nothing, once more for this day. Who sought is not kept.

    Words of fewer than three letters, and what an anonymous visitor or a program sought, tell nothing about a library.
    """
    words = text.one_line(words)[:200]
    folded = " ".join(text.fold(words).split())[:200]
    if len(folded) < LEAST_LETTERS or not getattr(by, "is_authenticated", False):
        return
    now = timezone.now()
    FailedSearch.objects.bulk_create(
        [
            FailedSearch(
                community=community, words=words, folded_words=folded, day=timezone.localdate(), times=0
            )
        ],
        ignore_conflicts=True,
    )
    FailedSearch.objects.filter(community=community, folded_words=folded, day=timezone.localdate()).update(
        times=F("times") + 1, last_at=now
    )
