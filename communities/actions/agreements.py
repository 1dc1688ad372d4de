"""Putting indicators to the members, and what stands beside them once it is decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from communities.actions import proposals
from communities.enums import Capability, ProposalAbout, ProposalState
from communities.models import Community, GoalIndicator, IndicatorAgreement, Proposal
from communities.permissions import check_capability
from communities.queries import agreements


@transaction.atomic
def put_to_members(
    *,
    community: Community,
    by: Any,
    indicators: Iterable[GoalIndicator],
    title: str,
    method: str,
    days: int,
    text: str = "",
    quorum: int = 1,
    key: str = "",
) -> Proposal:
    """An ordinary proposal that states these indicators as they are. The same key twice is one proposal.

    Raises ValidationError for an indicator that is before the members, or agreed to as it stands.
    """
    check_capability(by, community, Capability.EDIT_TERMS)
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    known = Proposal.objects.filter(community=community, by=by, key=key).exclude(key="").first()
    if known is not None:
        return known
    wanted = {row.pk for row in indicators}
    rows = [row for row in agreements.to_put(community) if row.pk in wanted]
    if not wanted or len(rows) < len(wanted):
        raise ValidationError(
            {"indicators": _("The members have it before them already, or agreed to it as it stands.")}
        )
    made = proposals.propose(
        community=community,
        by=by,
        title=title,
        text=_text(community, rows, text),
        about=ProposalAbout.GOALS,
        method=method,
        days=days,
        quorum=quorum,
        key=key,
    )
    for row in rows:
        IndicatorAgreement.objects.create(
            proposal=made, indicator=row, stated=IndicatorAgreement.terms_of(row)
        )
    return made


def _text(community: Community, rows: list[Any], words: str) -> str:
    """The proposer's own words, then each indicator: members agree to what they read."""
    with translation.override(community.language or None):
        head = str(_("This is how we want to see whether we get there:"))
        stated = ["\n".join(agreements.in_words(row)) for row in rows]
    return "\n\n".join(part for part in (words.strip(), head, *stated) if part)


@transaction.atomic
def settle(*, proposal_id: int) -> bool:
    """What members decided stands beside the indicators they were asked about. Twice is once."""
    proposal = Proposal.objects.exclude(state=ProposalState.RUNNING).filter(pk=proposal_id).first()
    if proposal is None:
        return False
    agreed_at = proposal.closed_at if proposal.state == ProposalState.ADOPTED else None
    return bool(proposal.indicators.filter(is_open=True).update(is_open=False, agreed_at=agreed_at))
