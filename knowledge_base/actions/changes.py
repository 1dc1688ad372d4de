"""How a resource changes: each version in the list with its reason, proposals and what became of them."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.jobs.once import one_after_the_other
from cop_portal.foundation.permissions import actor_or_none
from discussions.actions import discussions
from discussions.models import Discussion, HeldPost
from knowledge_base.activity import CHANGE_ANSWERED, CHANGE_PROPOSED, RESOURCE_CHANGED
from knowledge_base.merging import when_merged
from knowledge_base.models import ChangeProposal, ResourceChange, ResourceFollow, ResourcePage
from knowledge_base.permissions import check_curate, check_follow_resource, check_propose_change

State = ChangeProposal.State


@transaction.atomic(savepoint=False)
def note(
    page: ResourcePage, *, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> ResourceChange | None:
    """A version was published, by whichever door: keep it with its reason. The same one twice is once.

    Who says nothing made a small change: those who use the resource are told of a change with its reason.
    """
    ResourcePage.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=page.pk)
    last, told = (
        ResourceChange.objects.filter(resource_id=page.pk)
        .aggregate(last=Max("number"), told=Count("pk", filter=Q(revision=page.live_revision_id)))
        .values()
    )
    if page.live_revision_id and told:
        return None
    reason = text.one_line(page.change_note)[:300]
    change = ResourceChange.objects.create(
        resource_id=page.pk,
        number=(last or 0) + 1,
        at=at or timezone.now(),
        by=actor_or_none(by),
        reason=reason,
        small=bool(last) and (page.small_change or not reason),
        revision_id=page.live_revision_id,
        sharing=page.sharing,
        community_id=page.community_id,
    )
    if page.change_note or page.small_change:
        ResourcePage.objects.filter(pk=page.pk).update(change_note="", small_change=False)
    if last and not change.small:
        record(
            RESOURCE_CHANGED,
            by=by,
            target=ResourcePage(pk=page.pk),
            community=page.community,
            at=at,
            quiet=quiet,
            change_id=change.pk,
            number=change.number,
        )
    return change


@transaction.atomic
def propose(
    *,
    resource: ResourcePage,
    by: Any,
    title: str,
    words: str,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> tuple[ChangeProposal, Discussion | HeldPost]:
    """Open a discussion of a change, in the community of the resource, that names it. One step for two links.

    A new member's post may wait for a facilitator: the proposal finds its discussion when that is let through.
    """
    check_propose_change(by, resource)
    title = text.one_line(title)[:200]
    if not title or not words.strip():
        raise ValidationError(_("Say what should change, and why."))
    proposal = _proposed_before(resource, by, title, words) or ChangeProposal.objects.create(
        resource_id=resource.pk, title=title, by=actor_or_none(by), at=at or timezone.now()
    )
    with override(resource.community.language or settings.LANGUAGE_CODE):
        about = _("A change is proposed of:")
    opened = discussions.start(
        community=resource.community,
        by=by,
        title=title,
        body=f"{about} [{_linkable(resource.title)}]({settings.PORTAL_URL}{resource.url})\n\n{words.strip()}",
        origin=proposal.origin,
        at=at,
        quiet=quiet,
    )
    if isinstance(opened, Discussion):
        link(proposal, opened, by=by, at=at, quiet=quiet)
    return proposal, opened


def _proposed_before(resource: ResourcePage, by: Any, title: str, words: str) -> ChangeProposal | None:
    """The same in the same words, still open: the form was sent twice, and finds the discussion of the first."""
    one_after_the_other("proposal", resource.pk, by.pk)
    words = text.clean(words).strip()
    for known in ChangeProposal.objects.filter(resource=resource.pk, by=by.pk, title=title, state=State.OPEN):
        held = HeldPost.objects.filter(author=by.pk, key=known.origin, body__endswith=words)
        talks = Discussion.objects.filter(pk=known.discussion_id or 0, body__endswith=words)
        if held.exists() or talks.exists():
            return known
    return None


def _linkable(title: str) -> str:
    """A title as the text of a link in Markdown."""
    return "".join(f"\\{char}" if char in "\\[]`*_<>" else char for char in title)


@transaction.atomic
def link(
    proposal: ChangeProposal,
    discussion: Discussion,
    *,
    by: Any,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> None:
    """The discussion of a proposal stands now: those who answer for the resource hear of it. Once."""
    if ChangeProposal.objects.filter(pk=proposal.pk, discussion=None).update(discussion=discussion):
        proposal.discussion = discussion
        record(
            CHANGE_PROPOSED,
            by=by,
            target=ResourcePage(pk=proposal.resource_id),
            community=discussion.community,
            at=at,
            quiet=quiet,
            proposal_id=proposal.pk,
        )


@transaction.atomic
def answer(
    *,
    proposal: ChangeProposal,
    by: Any,
    outcome: str,
    change: ResourceChange | None = None,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> ChangeProposal:
    """What became of a proposed change: taken up in a version, or set aside; in words, for all to read."""
    check_curate(by, proposal.resource.community)
    outcome = text.one_line(outcome)[:300]
    if not outcome:
        raise ValidationError(_("Say in a sentence what became of it; who proposed it reads it."))
    if change is not None and change.resource_id != proposal.resource_id:
        raise ValidationError(_("This is a version of another resource."))
    state = State.TAKEN_UP if change else State.SET_ASIDE
    locked = ChangeProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if (locked.state, locked.outcome, locked.change_id) == (state, outcome, change.pk if change else None):
        return locked
    locked.state, locked.outcome, locked.change = state, outcome, change
    locked.answered_by, locked.answered_at = actor_or_none(by), at or timezone.now()
    locked.save()
    record(
        CHANGE_ANSWERED,
        by=by,
        target=ResourcePage(pk=proposal.resource_id),
        community=proposal.resource.community,
        at=at,
        quiet=quiet,
        proposal_id=locked.pk,
        state=str(state),
    )
    return locked


@transaction.atomic
def follow(*, resource: ResourcePage, by: Any, wanted: bool) -> None:
    """Hear when it changes, or not any more. Twice is once."""
    check_follow_resource(by, resource)
    if wanted:
        ResourceFollow.objects.get_or_create(resource_id=resource.pk, user=by)
    else:
        ResourceFollow.objects.filter(resource_id=resource.pk, user=by).delete()


@when_merged
def unite_follows(winner: ResourcePage, loser: ResourcePage) -> None:
    """Who follows both hears once. Whether they may read the winner is asked with each notice."""
    known = list(ResourceFollow.objects.filter(resource=winner.pk).values_list("user", flat=True))
    ResourceFollow.objects.filter(resource=loser.pk).exclude(user__in=known).update(resource_id=winner.pk)


@when_merged
def unite_proposals(winner: ResourcePage, loser: ResourcePage) -> None:
    """What is still in discussion is a change of the winner; what has its answer belongs to the loser's versions.

    A first post that waits in another community is let through there, and finds its own resource.
    """
    moving = ChangeProposal.objects.filter(resource=loser.pk, state=State.OPEN)
    if winner.community_id != loser.community_id:
        moving = moving.exclude(discussion=None)
    moving.update(resource_id=winner.pk)
