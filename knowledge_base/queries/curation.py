"""What waits for those who look after a library."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState

from communities.enums import Capability
from communities.models import Community, Membership
from communities.queries.memberships import communities_where
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.ui import times
from knowledge_base.models import ResourcePage, ReviewTask

MOST = 20


class Waiting(NamedTuple):
    """One thing to look at, with why."""

    title: str
    url: str
    reason: str
    community: Community
    since: datetime.date | None
    at: datetime.datetime | None = None  # the same to the minute, where that is known


def in_review(*, by_experts: bool = False) -> Any:
    """Keys of the pages that were handed in and have no answer yet; or only of those that an expert can answer."""
    rows = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    if by_experts:
        rows = rows.filter(current_task_state__task__in=ReviewTask.objects.values("pk"))
    return rows.annotate(page_id=Cast("object_id", BigIntegerField())).values("page_id")


def answerable(user: Any) -> Q:
    """Of what was handed in, what waits for this person: what experts reviewed waits for the knowledge manager."""
    own = communities_where(user, Capability.CURATE)
    return Q(pk__in=in_review(by_experts=True)) | Q(pk__in=in_review(), community__in=own.values("pk"))


def under_care(user: Any, pk: int, *, of: Capability = Capability.CURATE) -> ResourcePage:
    """One resource, draft or not, of a library that the person looks after. Raises Http404 for all others."""
    rows = ResourcePage.objects.filter(community__in=communities_where(user, of)).select_related("community")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def possible_owners(communities: Iterable[Any]) -> QuerySet[User]:
    """Who may answer for a resource: people who hold a role in its community."""
    held = Membership.objects.active().filter(community__in=list(communities)).exclude(roles=[])
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("folded_name")


def waiting_for_curator(user: Any) -> list[Waiting]:
    """Drafts that wait for review, and reviews that are due, in the libraries this person looks after."""
    where = communities_where(user, Capability.REVIEW_RESOURCES)
    today = timezone.localdate()
    rows = (
        ResourcePage.objects.filter(community__in=where)
        .filter(answerable(user) | Q(live=True, next_review_on__lt=today))
        .select_related("community")
        .defer("body")
        .order_by("latest_revision_created_at", "pk")[:MOST]
    )
    return [_waiting(row, today) for row in rows]


def _waiting(row: ResourcePage, today: datetime.date) -> Waiting:
    url = reverse("wagtailadmin_pages:edit", args=[row.pk])
    if row.live and row.next_review_on and row.next_review_on < today:
        reason = _("Review was due on %(day)s") % {"day": times.day_text(row.next_review_on)}
        return Waiting(row.title, row.url, reason, row.community, row.next_review_on)
    reason = _("Draft from a synthesis") if row.synthesis_id else _("Waits for review")
    since = row.latest_revision_created_at.date() if row.latest_revision_created_at else None
    return Waiting(
        row.draft_title or row.title, url, reason, row.community, since, row.latest_revision_created_at
    )
