"""Reading proposals."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.desk import Waiting
from communities.enums import Capability, ProposalState
from communities.models import Ballot, Community, Proposal
from communities.queries.memberships import communities_where
from cop_portal.foundation.accounts.models import zone_of


def proposals_of(user: Any, community: Community, *, running: bool) -> QuerySet[Any]:
    """A community's proposals: those that run, the nearest closing first; or those that ended."""
    rows = (
        Proposal.objects.visible_to(user)
        .filter(community=community)
        .select_related("by", "community")
        .annotate(ballot_count=Count("ballots"))
    )
    if running:
        return rows.running().order_by("closes_at", "pk")
    return rows.exclude(state=ProposalState.RUNNING).order_by("-closed_at", "-pk")


def get_proposal_for(user: Any, community: Community, pk: int) -> Any:
    """Raises Http404 where the person may not read it."""
    found = (
        Proposal.objects.visible_to(user)
        .filter(community=community, pk=pk)
        .select_related("by", "community")
        .annotate(ballot_count=Count("ballots"))
        .first()
    )
    if found is None:
        raise Http404
    return found


def own_ballot(user: Any, proposal: Proposal) -> Ballot | None:
    if not user.is_authenticated:
        return None
    return Ballot.objects.filter(proposal=proposal, user=user).first()


def objections(proposal: Proposal) -> QuerySet[Ballot]:
    """Objections carry names: they are arguments, not votes."""
    return proposal.ballots.filter(choice="objection").select_related("user").order_by("at")


def due_to_close(now: datetime.datetime) -> list[int]:
    return list(
        Proposal.objects.running()
        .filter(closes_at__lte=now)
        .order_by("closes_at")
        .values_list("pk", flat=True)
    )


def waiting_proposals(user: Any) -> list[Waiting]:
    """Closed proposals without a word on what follows, and those to be looked at again, oldest first."""
    # Nowhere is it later than tomorrow here; which day it is where the community is, each row says itself.
    tomorrow = timezone.now().date() + datetime.timedelta(days=1)
    rows = (
        Proposal.objects.filter(
            Q(result="") | Q(review_on__lte=tomorrow),
            community__in=communities_where(user, Capability.DECIDE_PROPOSALS).alive(),
            state__in=[ProposalState.ADOPTED, ProposalState.NOT_ADOPTED],
        )
        .select_related("community")
        .order_by(Coalesce("review_on", TruncDate("closed_at")), "pk")[:30]
    )
    return [_waiting(row) for row in rows if not row.result or row.is_due_again]


def _waiting(row: Proposal) -> Waiting:
    url = reverse("proposal", args=[row.community.slug, row.pk])
    if row.result and row.review_on:
        return Waiting(
            key=f"proposal:{row.pk}:{row.review_on}",
            sentence=_("“%(title)s” is to be looked at again.") % {"title": row.title},
            action=_("Write what follows"),
            url=url,
            since=datetime.datetime.combine(row.review_on, datetime.time(), zone_of(row.community.time_zone)),
            community=row.community,
            due=row.review_on,
        )
    return Waiting(
        key=f"proposal:{row.pk}",
        sentence=_("“%(title)s” is %(state)s. What follows from it?")
        % {"title": row.title, "state": row.get_state_display()},
        action=_("Write what follows"),
        url=url,
        since=row.closed_at or timezone.now(),
        community=row.community,
        reason=_("Who took part wants to know what it came to."),
    )
