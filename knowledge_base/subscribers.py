"""What follows in the library from what happened, and the one place that hears Wagtail's own signals."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.models import WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    task_approved,
    workflow_rejected,
    workflow_submitted,
)

from communities.activity import (
    ACCESS_ENDED,
    COMMUNITY_CREATED,
    COMMUNITY_TRANSFORMED,
    CORE_GROUP_CHANGED,
    IDENTITY_CHANGED,
    MEMBER_LEFT,
    MEMBER_REMOVED,
    SUSPENDED,
    TRANSFORMATION_UNDONE,
)
from communities.models import Community, Transformation
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, Denied
from discussions.activity import DISCUSSION_STARTED, SYNTHESIS_PUBLISHED
from discussions.models import Discussion, Synthesis
from knowledge_base import harvesting
from knowledge_base.actions import (
    changes,
    duplicates,
    harvests,
    outsiders,
    owners,
    publications,
    resources,
    scores,
)
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.actions.syntheses import draft_from_synthesis
from knowledge_base.activity import (
    INVENTORY_IMPORTED,
    RESOURCE_DRAFTED,
    RESOURCE_OWNED,
    RESOURCE_PUBLISHED,
    RESOURCE_RETURNED,
    RESOURCE_REVIEWED,
    RESOURCE_SUBMITTED,
)
from knowledge_base.models import CommunityLibraryPage, PublicationPage, ResourcePage, ReviewTask
from knowledge_base.queries.changes import proposal_of


@subscribe(COMMUNITY_CREATED, IDENTITY_CHANGED, name="knowledge_base.library")
def community_has_library(entry: ActivityEntry) -> None:
    community = Community.objects.filter(pk=entry.community_id or 0).first()
    if community is not None:
        ensure_library(community)


@subscribe(SYNTHESIS_PUBLISHED, name="knowledge_base.draft_from_synthesis")
def synthesis_becomes_draft(entry: ActivityEntry) -> None:
    synthesis = (
        Synthesis.objects.filter(pk=entry.target_id or 0, discussion__hidden_at=None)
        .select_related("discussion__community", "written_by")
        .first()
    )
    if synthesis is not None:
        draft_from_synthesis(synthesis=synthesis, by=entry.actor or SYSTEM)


@subscribe(DISCUSSION_STARTED, name="knowledge_base.proposal")
def proposal_finds_its_discussion(entry: ActivityEntry) -> None:
    """The first post of a proposed change waited for a facilitator and was let through."""
    talk = Discussion.objects.filter(pk=entry.target_id or 0).select_related("community").first()
    proposal = proposal_of(talk) if talk else None
    if talk and proposal and proposal.discussion_id is None:
        changes.link(proposal, talk, by=proposal.by or SYSTEM)


@subscribe(COMMUNITY_TRANSFORMED, name="knowledge_base.new_owners")
def library_has_owners(entry: ActivityEntry) -> None:
    step = _step(entry)
    if step is not None:
        owners.give_to_successor(step)


@subscribe(TRANSFORMATION_UNDONE, name="knowledge_base.old_owners")
def library_has_its_owners_back(entry: ActivityEntry) -> None:
    step = _step(entry)
    if step is not None:
        owners.give_back(step)


@subscribe(
    CORE_GROUP_CHANGED, MEMBER_LEFT, MEMBER_REMOVED, ACCESS_ENDED, SUSPENDED, name="knowledge_base.outsiders"
)
def who_is_out_hears_no_more(entry: ActivityEntry) -> None:
    """Who left the core group or the community finds no notice of what they may not read any more."""
    user = User.objects.filter(pk=entry.facts.get("user_id") or 0).first()
    community = Community.objects.filter(pk=entry.community_id or 0).first()
    if user is not None and community is not None:
        outsiders.take_back_from(user, community)


def harvest_from(source: harvesting.Source) -> None:
    """From now on, what a source tells of is offered to a gardener. Called once for each, at the start."""
    harvesting.register(source)

    @subscribe(*source.verbs, name=f"knowledge_base.harvest_{source.key}")
    def ended(entry: ActivityEntry) -> None:
        pk = source.pk_of(entry)
        if pk is not None:
            harvests.offer(source=source.key, source_id=pk)


@subscribe(RESOURCE_DRAFTED, name="knowledge_base.harvest_settled")
def kept_by_synthesis(entry: ActivityEntry) -> None:
    page = ResourcePage.objects.filter(pk=entry.target_id or 0).select_related("synthesis").first()
    if page is not None and page.synthesis is not None:
        harvests.settle(source="discussion", source_id=page.synthesis.discussion_id, resource=page)


def _step(entry: ActivityEntry) -> Transformation | None:
    return Transformation.objects.select_related("community").filter(pk=entry.target_id or 0).first()


@subscribe(RESOURCE_SUBMITTED, RESOURCE_PUBLISHED, name="knowledge_base.near_pairs")
def resource_is_compared(entry: ActivityEntry) -> None:
    """What was handed in or published is compared with what is there."""
    resource = ResourcePage.objects.filter(pk=entry.target_id or 0).first()
    if resource is not None:
        duplicates.compare(resource)


@subscribe(INVENTORY_IMPORTED, name="knowledge_base.scores_of_an_inventory")
def inventory_is_measured(entry: ActivityEntry) -> None:
    """Its rows are written quietly: they are measured together, when all are there."""
    community = Community.objects.filter(pk=entry.community_id or 0).first()
    if community is not None:
        scores.measure_new(community)


@subscribe(RESOURCE_OWNED, name="knowledge_base.scores_of_the_owned")
def owned_is_measured(entry: ActivityEntry) -> None:
    """Who answers for it counts, and is shown, from now on."""
    scores.measure(entry.target_id or 0)


@receiver(page_published)
def on_published(sender: type, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, ResourcePage):
        who = get_active_log_context().user or (revision.user if revision else None)
        resources.note_published(instance, by=who, editor=revision.user if revision else None)
        if isinstance(instance, PublicationPage):
            _issue_is_out(instance, who)


def _issue_is_out(page: PublicationPage, who: Any) -> None:
    """What stands against it is said in words by whichever door; nothing is published then."""
    try:
        publications.note_published(page, by=who)
    except ValidationError as refusal:
        raise Denied(refusal.messages[0]) from refusal


@receiver(page_unpublished)
def on_unpublished(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, ResourcePage):
        resources.note_retired(instance, by=get_active_log_context().user)


@receiver(workflow_submitted, sender=WorkflowState)
def on_submitted(sender: type, instance: WorkflowState, **kwargs: Any) -> None:
    resources.note_submitted(instance)


@receiver(task_approved)
def on_reviewed(sender: type, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """The first of the two steps. The second is told as a publication."""
    page = (
        ResourcePage.objects.filter(pk=instance.workflow_state.object_id).select_related("community").first()
    )
    if page is not None and isinstance(instance.task.specific, ReviewTask):
        now = resources.circumstances()
        record(
            RESOURCE_REVIEWED,
            by=now.by or user or SYSTEM,
            target=page,
            community=page.community,
            at=now.at,
            quiet=now.quiet,
            comment=(instance.comment or "")[:500],
        )


@receiver(workflow_rejected, sender=WorkflowState)
def on_returned(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    page = ResourcePage.objects.filter(pk=instance.object_id).select_related("community").first()
    if page is not None:
        task = instance.current_task_state
        record(
            RESOURCE_RETURNED,
            by=user or SYSTEM,
            target=page,
            community=page.community,
            owner_id=instance.requested_by_id or page.owner_id,  # who handed in this version of it
            comment=(task.comment if task else "")[:500],
        )


@receiver(post_page_move)
def on_moved(sender: type, instance: Any, parent_page_after: Any, **kwargs: Any) -> None:
    """A resource that an editor of two communities moved belongs to the other one now."""
    above = parent_page_after.specific
    if isinstance(instance.specific, ResourcePage) and isinstance(above, CommunityLibraryPage):
        resources.note_moved(instance.specific, to=above.community, by=get_active_log_context().user)
