"""What follows from what happened in discussions."""

from __future__ import annotations

from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from discussions.actions import routings
from discussions.actions.partners import mail_partner
from discussions.actions.people import refresh_people
from discussions.actions.subscriptions import follow_by_default
from discussions.activity import (
    CONTRIBUTION_ADDED,
    CONTRIBUTION_WITHDRAWN,
    DISCUSSION_OPENED,
    DISCUSSION_STARTED,
    DISCUSSION_TAKEN_OVER,
    DISCUSSION_TURNED,
    SYNTHESIS_SHARED,
    TEXT_HIDDEN,
    TEXT_RESTORED,
)
from discussions.models import Contribution, Discussion


@subscribe(
    DISCUSSION_STARTED,
    DISCUSSION_OPENED,
    DISCUSSION_TURNED,
    DISCUSSION_TAKEN_OVER,
    name="discussions.author_follows",
)
def author_follows(entry: ActivityEntry) -> None:
    if entry.actor_id and entry.target_id:
        follow_by_default(discussion_id=entry.target_id, user_id=entry.actor_id)


@subscribe(CONTRIBUTION_ADDED, name="discussions.contributor_follows")
def contributor_follows(entry: ActivityEntry) -> None:
    if entry.actor_id:
        follow_by_default(discussion_id=entry.facts["discussion_id"], user_id=entry.actor_id)


@subscribe(CONTRIBUTION_ADDED, CONTRIBUTION_WITHDRAWN, TEXT_HIDDEN, TEXT_RESTORED, name="discussions.people")
def count_people(entry: ActivityEntry) -> None:
    if entry.facts.get("discussion_id"):
        refresh_people(entry.facts["discussion_id"])


@subscribe(DISCUSSION_STARTED, name="discussions.routes_by_subject")
def ask_experts(entry: ActivityEntry) -> None:
    """Experts for what a question is about are asked."""
    question = Discussion.objects.select_related("community").filter(pk=entry.target_id or 0).first()
    if question is not None:
        routings.route_by_subject(question)


@subscribe(CONTRIBUTION_ADDED, name="discussions.settles_routings")
def settle_routings(entry: ActivityEntry) -> None:
    said = Contribution.objects.filter(pk=entry.target_id or 0, discussion__routing_count__gt=0).first()
    if said is not None:
        routings.note_contribution(said)


@subscribe(SYNTHESIS_SHARED, name="discussions.partner_is_mailed")
def partner_is_mailed(entry: ActivityEntry) -> None:
    mail_partner(entry.facts.get("dissemination_id") or 0)
