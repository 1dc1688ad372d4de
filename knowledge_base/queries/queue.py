"""What stands in the curators' queue, section by section."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Exists, Max, OuterRef, Q, QuerySet, Sum, When
from django.http import Http404
from django.utils import timezone
from wagtail.models import Page, TaskState

from communities.enums import Capability
from communities.models import Community, Membership
from communities.queries.memberships import communities_where
from knowledge_base.enums import NOTICE_DAYS, GapSource, GapState
from knowledge_base.models import CommunityLibraryPage, FailedSearch, Gap, ResourcePage
from knowledge_base.queries.curation import answerable, in_review

SEARCH_DAYS = 90


def handed_in(user: Any, communities: Sequence[Community]) -> QuerySet[ResourcePage]:
    """What waits for an answer: this person's first, then what waits for somebody else; the longest wait first."""
    own = Case(When(answerable(user), then=True), default=False)
    rows = _rows(communities).filter(pk__in=in_review()).annotate(answerable=own)
    return rows.order_by("-answerable", "latest_revision_created_at", "pk")


@dataclass(frozen=True)
class Step:
    """Where in its review something stands."""

    task: Any
    since: datetime.datetime
    asked_by: Any
    reviewed_by: str
    comment: str


def steps_of(pages: Sequence[ResourcePage]) -> dict[int, Step]:
    """The step that each of these waits in, with what was said in the one before."""
    states = (
        TaskState.objects.filter(
            workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
            workflow_state__object_id__in=[str(page.pk) for page in pages],
            workflow_state__status="in_progress",
        )
        .select_related("task", "workflow_state__requested_by", "finished_by")
        .order_by("pk")
    )
    before: dict[int, TaskState] = {}
    found: dict[int, Step] = {}
    for state in states:
        pk = int(state.workflow_state.object_id)
        if state.status == TaskState.STATUS_APPROVED:
            before[pk] = state
        elif state.status == TaskState.STATUS_IN_PROGRESS:
            last = before.get(pk)
            reviewer = last.finished_by.name if last and last.finished_by else ""
            found[pk] = Step(
                state.task, state.started_at, state.workflow_state.requested_by, reviewer,
                last.comment if last else "",
            )  # fmt: skip
    return found


def to_review(communities: Sequence[Community]) -> QuerySet[ResourcePage]:
    """Reviews that are due within two weeks or overdue, the oldest day first."""
    until = timezone.localdate() + datetime.timedelta(days=NOTICE_DAYS)
    return _rows(communities).filter(live=True, next_review_on__lte=until).order_by("next_review_on", "pk")


def unowned(communities: Sequence[Community]) -> QuerySet[ResourcePage]:
    """In the library, and nobody who is still a member answers for it."""
    here = Membership.objects.active().filter(user__is_active=True, community=OuterRef("community"))
    return (
        _rows(communities)
        .filter(live=True)
        .filter(Q(owner=None) | ~Q(owner__in=here.values("user")))
        .select_related("owner")
        .order_by("first_published_at", "pk")
    )


def retired(communities: Sequence[Community]) -> QuerySet[ResourcePage]:
    """What left the library, the last first."""
    rows = (
        _rows(communities)
        .filter(retired_at__isnull=False)
        .select_related("retired_by", "instead", "merged_into")
    )
    return rows.order_by("-retired_at", "-pk")


def owners_by_community(communities: Sequence[Community]) -> dict[int, list[tuple[str, str]]]:
    """Who can be named as an owner, community by community."""
    rows = (
        Membership.objects.active()
        .filter(community__in=[row.pk for row in communities], user__is_active=True)
        .exclude(roles=[])
        .order_by("user__folded_name")
        .values_list("community_id", "user_id", "user__name")
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for community, pk, name in rows:
        found[community].append((str(pk), name))
    return found


def libraries(communities: Sequence[Community]) -> QuerySet[CommunityLibraryPage]:
    rows = CommunityLibraryPage.objects.filter(community__in=[row.pk for row in communities])
    return rows.select_related("community")


def sought_in_vain(user: Any, communities: Sequence[Community]) -> list[dict[str, Any]]:
    """Words of the last three months that found nothing, the most sought first.

    Those that stand in the list of gaps, or were put aside, are dealt with; sought again after the gap was filled,
    they come back. What counts for no community, which nobody can act on, comes last.
    """
    since = timezone.localdate() - datetime.timedelta(days=SEARCH_DAYS)
    dealt_with = Gap.objects.filter(
        ~Q(state=GapState.FILLED) | Q(changed_at__gte=OuterRef("last_at")),
        community=OuterRef("community"),
        source=GapSource.SEARCH,
        folded_text=OuterRef("folded_words"),
    )
    rows: Any = (
        FailedSearch.objects.visible_to(user)
        .filter(~Exists(dealt_with))
        .filter(Q(community__in=[row.pk for row in communities]) | Q(community=None), day__gte=since)
        .order_by()
        .values("folded_words", "community")
        .annotate(number=Sum("times"), last=Max("day"), key=Max("pk"), words=Max("words"))
        .order_by("-number", "-last", "folded_words")
    )
    return sorted(rows, key=lambda row: row["community"] is None)


def sought_under_care(user: Any, pk: int) -> FailedSearch:
    """What was sought in a library this person looks after. Raises Http404 where there is none."""
    where = communities_where(user, Capability.CURATE)
    rows = FailedSearch.objects.visible_to(user).filter(community__in=where, pk=pk)
    found = rows.select_related("community").first()
    if found is None:
        raise Http404
    return found


def _rows(communities: Sequence[Community]) -> QuerySet[ResourcePage]:
    rows = ResourcePage.objects.filter(community__in=[row.pk for row in communities])
    return rows.select_related("community").defer("body", "search_vector")
