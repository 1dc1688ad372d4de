"""Reading what a library lacks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.desk import Waiting
from communities.enums import Capability
from communities.models import Community
from communities.queries import needs
from communities.queries.memberships import communities_where
from cop_portal.foundation.ui import times
from discussions.queries.followers import followers
from knowledge_base.enums import GapSource, GapState
from knowledge_base.models import Gap, ResourcePage, UsefulResource
from knowledge_base.queries.resources import library

SOON = datetime.timedelta(days=7)
MOST_WAITING = 15


def list_of(user: Any, community: Community, *, settled: bool = False) -> QuerySet[Gap]:
    """Gaps to fill, or what became of others."""
    rows = Gap.objects.visible_to(user).filter(community=community)
    rows = rows.exclude(state__in=[GapState.OPEN, GapState.TAKEN]) if settled else rows.to_do()
    return _with_all(rows)


def _with_all(rows: QuerySet[Gap]) -> QuerySet[Gap]:
    return rows.select_related(
        "community",
        "owner",
        "discussion__community",
        "need",
        "resource__confirmed_by",
        "filled_by__confirmed_by",
    ).defer("resource__body", "filled_by__body", "discussion__body", "discussion__body_html")


def get_for(user: Any, community: Community, pk: int) -> Gap:
    """Raises Http404 where there is none for this person."""
    gap = _with_all(Gap.objects.visible_to(user).filter(community=community, pk=pk)).first()
    if gap is None:
        raise Http404
    return gap


def may_fill_with(user: Any, gap: Gap, *, most: int = 30) -> list[ResourcePage]:
    """The newest of its library, to choose from: what fills a gap was mostly written for it."""
    rows = library(user, community=gap.community).exclude(sharing="core").exclude(pk=gap.resource_id or 0)
    return list(rows.order_by(F("first_published_at").desc(nulls_last=True), "-pk")[:most])


def at_address(user: Any, gap: Gap, path: str) -> ResourcePage | None:
    return library(user, community=gap.community).filter(url_path=path).first()


def asked_by(gap: Gap) -> list[int]:
    """Ids of those who asked or wanted it: who asked, follows the question, or voted. Needs tell by themselves."""
    if gap.source == GapSource.QUESTION and gap.discussion_id:
        author = gap.discussion.author_id if gap.discussion else None
        return [*followers(gap.discussion_id), *([author] if author else [])]
    if gap.source == GapSource.LOW_SCORE and gap.resource_id:
        votes = UsefulResource.objects.filter(resource=gap.resource_id, useful=False)
        return list(votes.values_list("user_id", flat=True))
    if gap.source == GapSource.NEED and gap.need_id:
        return needs.supporter_ids(gap.need_id)
    return []


def waiting_gaps(user: Any) -> list[Waiting]:
    """Gaps this person took that are due soon, and those overdue in the libraries they look after."""
    today = timezone.localdate()
    curated = communities_where(user, Capability.CURATE)
    rows = (
        Gap.objects.visible_to(user)
        .to_do()
        .filter(state=GapState.TAKEN, community__archived_at=None)
        .filter(Q(owner=user, due_on__lte=today + SOON) | Q(community__in=curated, due_on__lt=today))
        .select_related("community", "owner")
        .order_by("due_on", "pk")[:MOST_WAITING]
    )
    return [_waiting(gap, user, today) for gap in rows]


def _waiting(gap: Gap, user: Any, today: datetime.date) -> Waiting:
    assert gap.due_on is not None, "asked for in the query"
    facts = {"text": gap.text, "day": times.day_text(gap.due_on), "name": gap.owner.name if gap.owner else ""}
    if gap.owner_id == user.pk:
        pattern = (
            _("You wanted to fill “%(text)s” by %(day)s.")
            if gap.due_on < today
            else _("You fill “%(text)s” until %(day)s.")
        )
    else:
        pattern = _("%(name)s wanted to fill “%(text)s” by %(day)s.")
    return Waiting(
        key=f"gap:{gap.pk}:{gap.due_on}",
        sentence=pattern % facts,
        action=_("Open the gap"),
        url=reverse("gap", args=[gap.community.slug, gap.pk]),
        since=gap.changed_at,
        community=gap.community,
        reason=ngettext(
            "%(count)s search or person stands behind it.",
            "%(count)s searches or people stand behind it.",
            gap.asked,
        )
        % {"count": gap.asked},
        due=gap.due_on,
    )


def for_curators(user: Any, communities: Sequence[Community], *, most: int = 20) -> list[Gap]:
    """Late ones, then those that nobody took, the most asked for first."""
    late = Q(state=GapState.TAKEN, due_on__lt=timezone.localdate())
    rows = Gap.objects.visible_to(user).to_do()
    rows = rows.filter(late | Q(state=GapState.OPEN), community__in=communities)
    return list(rows.select_related("community", "owner").order_by("-state", "-asked", "-pk")[:most])


def under_care(user: Any, pk: int) -> Gap:
    """A gap of a library this person looks after. Raises Http404 where there is none."""
    where = communities_where(user, Capability.CURATE)
    gap = Gap.objects.visible_to(user).filter(community__in=where, pk=pk).select_related("community").first()
    if gap is None:
        raise Http404
    return gap
