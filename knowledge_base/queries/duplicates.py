"""Resources that say nearly the same: before one is handed in, and for those who look after a library."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet
from django.utils import timezone

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import is_system
from cop_portal.foundation.searching import folded_words
from cop_portal.foundation.shingles import bands, likeness, signature
from discussions.activity import DISCUSSIONS_MERGED
from discussions.models import AvoidedDuplicate
from discussions.similar import Similar
from knowledge_base.activity import RESOURCE_MERGED
from knowledge_base.models import NearPair, ResourcePage
from knowledge_base.queries.curation import in_review
from knowledge_base.queries.resources import library
from knowledge_base.queries.similar import as_similar

# From this likeness on a resource is shown, and a pair is kept.
LEAST = 0.4
# Titles alone prove less than texts: two that are called the same are this much alike.
BY_TITLE = 0.8
FEWEST_LETTERS = 8
MOST_COMPARED = 60
YEAR = datetime.timedelta(days=365)


def near(
    *,
    user: Any,
    community: Community | None,
    title: str,
    summary: str = "",
    text: str = "",
    leave: int | None = None,
    limit: int = 5,
) -> list[Similar]:
    """What this person may read of the library that is nearly the same, most alike first. One statement.

    By title, letter for letter, or by what the texts have in common; of two that are as much alike, the
    one of this community comes first. leave: the resource itself.
    """
    called = folded_words(title)
    hashes = signature(" ".join([title, summary, text])) if text.strip() else []
    if len(called) < FEWEST_LETTERS and not hashes:
        return []
    alike = Q(folded_title__trigram_similar=called[:200])
    if hashes:
        alike |= Q(shingles__bands__overlap=bands(hashes))
    rows = _compared(user).filter(alike).exclude(pk=leave or 0).select_related("community", "shingles")
    scored = rows.annotate(called=TrigramSimilarity("folded_title", called[:200]))
    found = []
    for row in scored.order_by("-called", "-pk")[:MOST_COMPARED]:
        theirs = row.shingles.hashes if hasattr(row, "shingles") else []
        much = max(likeness(hashes, theirs), BY_TITLE * row.called)
        if much >= LEAST:
            found.append((much, community is not None and row.community_id == community.pk, row))
    found.sort(key=lambda one: (-round(one[0], 2), not one[1], -one[2].pk))
    return [as_similar(row, much) for much, _here, row in found[:limit]]


def _compared(user: Any) -> QuerySet[ResourcePage]:
    """Published resources; for the portal itself also those that wait for review."""
    if is_system(user):
        return ResourcePage.objects.filter(Q(live=True) | Q(pk__in=in_review())).defer("body")
    return library(user)


def open_pairs(user: Any, community: Community, *, limit: int = 50) -> list[NearPair]:
    """Pairs that wait for a judgement in a library, the most alike first."""
    return open_pairs_of(user, [community], limit=limit)


def open_pairs_of(user: Any, where: Sequence[Community], *, limit: int = 20) -> list[NearPair]:
    """The same for several libraries at once."""
    rows = NearPair.objects.visible_to(user).open()
    rows = rows.filter(Q(first__community__in=where) | Q(second__community__in=where))
    rows = rows.filter(
        Q(first__live=True) | Q(first__in=in_review()), Q(second__live=True) | Q(second__in=in_review())
    )
    return list(
        rows.select_related("first__community", "second__community").defer("first__body", "second__body")[
            :limit
        ]
    )


def pair_for(user: Any, pk: int) -> NearPair | None:
    """One pair, if the person looks after one of its libraries."""
    return (
        NearPair.objects.visible_to(user)
        .select_related("first__community", "second__community")
        .filter(pk=pk)
        .first()
    )


@dataclass(frozen=True)
class Counted:
    """What was not done twice in a community within a year."""

    avoided: int  # people who took what is there, each thing once for each of them
    merged: int  # pairs of resources or of discussions that became one


def counted(community: Community) -> Counted:
    """In two statements."""
    since = timezone.now() - YEAR
    verbs = [RESOURCE_MERGED.name, DISCUSSIONS_MERGED.name]
    return Counted(
        AvoidedDuplicate.objects.filter(community=community, at__gt=since).count(),
        ActivityEntry.objects.filter(verb__in=verbs, community=community, at__gt=since).count(),
    )
