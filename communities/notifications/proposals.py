"""What people are told about proposals and needs."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.activity import NEED_ANSWERED, PROPOSAL_CLOSED, PROPOSAL_CONCLUDED, PROPOSAL_OPENED
from communities.answers import BALLOT_WORDS, PROPOSAL_KIND
from communities.models import Need, Proposal
from communities.notifications.base import CommunityKind
from communities.queries import memberships
from communities.queries.needs import supporter_ids
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.words import stated
from cop_portal.foundation.notifications.kinds import Telling, register
from cop_portal.foundation.notifications.models import Frequency
from cop_portal.foundation.text import excerpt
from cop_portal.foundation.ui.commas import listed


class _ProposalKind(CommunityKind):
    """A notice to all members about a proposal."""

    why = _("You are a member of this community.")
    default = Frequency.DAILY

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return memberships.member_ids(entry.community_id or 0)

    def proposal(self, entry: ActivityEntry) -> Proposal | None:
        return Proposal.objects.filter(pk=entry.target_id).select_related("community").first()


@register
class ProposalOpened(_ProposalKind):
    name = "communities.proposal_opened"
    label = _("A change is proposed in my community")
    verbs = (PROPOSAL_OPENED,)
    # At once: it can be answered in a letter of its own only, and it runs for a time.
    default = Frequency.INSTANT

    def tell(self, entry: ActivityEntry) -> Telling | None:
        found = self.proposal(entry)
        if found is None:
            return None
        return self.telling(
            entry,
            found.community,
            _("Proposed: %(title)s") % {"title": found.title},
            url=found.get_absolute_url(),
            detail=excerpt(found.text, 300),
            reply_kind=PROPOSAL_KIND,
            reply_target=found.pk,
            answer_hint=_(
                "You can take part by answering this letter. On the first line: %(words)s. Why, below it."
            )
            % {"words": listed(f"“{word}”" for word in stated(BALLOT_WORDS[found.method], found.choices))},
        )


@register
class ProposalClosed(_ProposalKind):
    name = "communities.proposal_closed"
    label = _("A proposal in my community is decided")
    verbs = (PROPOSAL_CLOSED, PROPOSAL_CONCLUDED)

    def tell(self, entry: ActivityEntry) -> Telling | None:
        found = self.proposal(entry)
        if found is None:
            return None
        return self.telling(
            entry,
            found.community,
            _("%(title)s: %(state)s") % {"title": found.title, "state": found.get_state_display()},
            url=found.get_absolute_url(),
            detail=excerpt(found.result, 300),
        )


@register
class NeedAnswered(CommunityKind):
    """Those who want it hear what becomes of it."""

    name = "communities.need_answered"
    label = _("A need I support is taken up")
    why = _("You said that you want it too.")
    verbs = (NEED_ANSWERED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return supporter_ids(int(entry.target_id or 0))

    def tell(self, entry: ActivityEntry) -> Telling | None:
        need = Need.objects.filter(pk=entry.target_id).select_related("community").first()
        if need is None:
            return None
        return self.telling(
            entry,
            need.community,
            _("“%(text)s” is %(state)s") % {"text": need.text, "state": need.get_state_display()},
            url=need.outcome_url or reverse("needs", args=[need.community.slug]) + "?answered=1",
            detail=need.outcome,
        )
