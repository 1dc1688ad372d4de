"""Proposing a change, taking part, closing on the day, writing what follows."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions.documents import tidy
from communities.activity import (
    BALLOT_CAST,
    PROPOSAL_CLOSED,
    PROPOSAL_CONCLUDED,
    PROPOSAL_OPENED,
    PROPOSAL_WITHDRAWN,
)
from communities.enums import BallotChoice, ProposalMethod, ProposalState
from communities.models import Ballot, Community, Proposal
from communities.permissions import check_conclude_proposal, check_member, check_withdraw_proposal
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs.once import one_after_the_other
from cop_portal.foundation.permissions import SYSTEM

SHORTEST_DAYS, LONGEST_DAYS = 3, 60


@transaction.atomic
def propose(
    *,
    community: Community,
    by: Any,
    title: str,
    text: str,
    about: str,
    method: str,
    days: int,
    quorum: int = 1,
    key: str = "",
) -> Proposal:
    """Open a proposal for so many days. The same key twice is one proposal."""
    check_member(by, community)
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        raise ValidationError({"days": _("Give people at least three days, and at most sixty.")})
    if key:
        one_after_the_other("proposal", community.pk, by.pk, key)
        known = Proposal.objects.filter(community=community, by=by, key=key).first()
        if known is not None:
            return known
    now = timezone.now()
    made = Proposal.objects.create(
        community=community,
        by=by,
        title=title.strip(),
        text=text.strip(),
        about=about,
        method=method,
        quorum=max(quorum, 1),
        opened_at=now,
        closes_at=now + datetime.timedelta(days=days),
        key=key,
    )
    record(PROPOSAL_OPENED, by=by, target=made, community=community)
    return made


def _running(proposal: Proposal) -> Proposal:
    """The proposal, locked. Raises ValidationError once its time is over, closed by the task or not."""
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("community").get(pk=proposal.pk)
    if locked.state != ProposalState.RUNNING or locked.closes_at <= timezone.now():
        raise ValidationError(_("This proposal is closed. Its result stands on its page."))
    return locked


@transaction.atomic
def cast(*, proposal: Proposal, by: Any, choice: str, reason: str = "", channel: str = Channel.WEB) -> Ballot:
    """Take part; the last word before the closing time counts. An objection needs its reason."""
    check_member(by, proposal.community)
    locked = _running(proposal)
    if choice not in BallotChoice.of(locked.method):
        raise ValidationError(_("Choose one of the answers."))
    if choice == BallotChoice.OBJECTION and not reason.strip():
        raise ValidationError(_("Say why you object, so that the proposal can become better."))
    ballot, new = Ballot.objects.update_or_create(
        proposal=locked, user=by, defaults={"choice": choice, "reason": reason.strip()[:500]}
    )
    if new:
        record(BALLOT_CAST, by=by, target=locked, community=locked.community, channel=channel)
    return ballot


@transaction.atomic
def withdraw(*, proposal: Proposal, by: Any) -> None:
    """Take one's own proposal back while it runs. It stays readable."""
    check_withdraw_proposal(by, proposal)
    locked = _running(proposal)
    locked.state, locked.closed_at = ProposalState.WITHDRAWN, timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    record(PROPOSAL_WITHDRAWN, by=by, target=locked, community=locked.community)


def is_adopted(method: str, counts: dict[str, int], quorum: int) -> bool:
    """Consent: nobody objects. Vote: more yes than no. Both: at least so many took part."""
    if sum(counts.values()) < quorum:
        return False
    if method == ProposalMethod.CONSENT:
        return not counts.get(BallotChoice.OBJECTION)
    return counts.get(BallotChoice.YES, 0) > counts.get(BallotChoice.NO, 0)


@transaction.atomic
def close(proposal_id: int) -> bool:
    """Count and close a proposal whose time is over. False where another was quicker, or it is not time."""
    proposal = (
        Proposal.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("community")
        .filter(pk=proposal_id, state=ProposalState.RUNNING, closes_at__lte=timezone.now())
        .first()
    )
    if proposal is None:
        return False
    proposal.counts = dict(proposal.ballots.values_list("choice").annotate(number=Count("pk")).order_by())
    adopted = is_adopted(proposal.method, proposal.counts, proposal.quorum)
    proposal.state = ProposalState.ADOPTED if adopted else ProposalState.NOT_ADOPTED
    proposal.closed_at = timezone.now()
    proposal.save(update_fields=["counts", "state", "closed_at"])
    record(PROPOSAL_CLOSED, by=SYSTEM, target=proposal, community=proposal.community, state=proposal.state)
    return True


@transaction.atomic
def conclude(*, proposal: Proposal, by: Any, result: str, review_on: datetime.date | None = None) -> None:
    """Write what follows from the result, and when it is looked at again: on a new day, or without one no more.

    The same again is once.
    """
    check_conclude_proposal(by, proposal)
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.state not in (ProposalState.ADOPTED, ProposalState.NOT_ADOPTED):
        raise ValidationError(_("It is still running. Wait for its closing day."))
    if not result.strip():
        raise ValidationError({"result": _("Say what follows from it, also if it is nothing.")})
    if review_on is not None and review_on < proposal.community.today:
        raise ValidationError({"review_on": _("This day has passed. Choose a day to come.")})
    said = tidy(result)
    if (said, review_on) == (tidy(locked.result), locked.review_on):
        return
    locked.result, locked.review_on = said, review_on
    locked.save(update_fields=["result", "review_on"])
    record(PROPOSAL_CONCLUDED, by=by, target=locked, community=proposal.community)
