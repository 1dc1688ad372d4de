"""What follows for scores and gaps from what happened."""

from __future__ import annotations

from communities.actions import needs
from communities.activity import (
    ACCESS_ENDED,
    MEMBER_JOINED,
    MEMBER_LEFT,
    MEMBER_REMOVED,
    NEED_ANSWERED,
    SUSPENDED,
    SUSPENSION_LIFTED,
)
from communities.enums import NeedState
from communities.models import Need
from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM
from discussions.activity import (
    CONTRIBUTION_ADDED,
    CONTRIBUTION_EDITED,
    DISCUSSION_OPENED,
    DISCUSSION_STARTED,
    SYNTHESIS_PUBLISHED,
)
from discussions.models import Contribution, Discussion, Synthesis
from knowledge_base.actions import gathering, scores, uses
from knowledge_base.activity import (
    GAP_FILLED,
    RESOURCE_CONFIRMED,
    RESOURCE_GIVEN,
    RESOURCE_MERGED,
    RESOURCE_NOT_USEFUL,
    RESOURCE_PUBLISHED,
    RESOURCE_RETIRED,
    RESOURCE_REUSED,
    RESOURCE_USEFUL,
)
from knowledge_base.enums import GapSource
from knowledge_base.models import Gap


@subscribe(
    RESOURCE_PUBLISHED,
    RESOURCE_RETIRED,
    RESOURCE_CONFIRMED,
    RESOURCE_REUSED,
    RESOURCE_USEFUL,
    RESOURCE_NOT_USEFUL,
    RESOURCE_GIVEN,
    RESOURCE_MERGED,
    name="knowledge_base.scores",
)
def resource_is_measured(entry: ActivityEntry) -> None:
    scores.measure(entry.target_id or 0)


@subscribe(
    MEMBER_JOINED,
    MEMBER_LEFT,
    MEMBER_REMOVED,
    SUSPENDED,
    SUSPENSION_LIFTED,
    ACCESS_ENDED,
    name="knowledge_base.owners",
)
def owners_are_known(entry: ActivityEntry) -> None:
    """Who left owns nothing any more, until they are back."""
    if entry.community_id and entry.facts.get("user_id"):
        scores.measure_person(entry.facts["user_id"], entry.community_id)


@subscribe(CONTRIBUTION_ADDED, CONTRIBUTION_EDITED, name="knowledge_base.references_said")
def contribution_leads_to_resources(entry: ActivityEntry) -> None:
    row = Contribution.objects.filter(pk=entry.target_id or 0).first()
    if row is not None:
        _measure(uses.note_references(row.body_html, contribution=row))


@subscribe(DISCUSSION_STARTED, DISCUSSION_OPENED, name="knowledge_base.references_asked")
def discussion_leads_to_resources(entry: ActivityEntry) -> None:
    row = Discussion.objects.filter(pk=entry.target_id or 0).first()
    if row is not None:
        _measure(uses.note_references(row.body_html, discussion=row))


@subscribe(SYNTHESIS_PUBLISHED, name="knowledge_base.references_concluded")
def synthesis_leads_to_resources(entry: ActivityEntry) -> None:
    row = Synthesis.objects.filter(pk=entry.target_id or 0).first()
    if row is not None:
        _measure(uses.note_references(row.body_html, synthesis=row))


def _measure(resource_ids: set[int]) -> None:
    for pk in sorted(resource_ids):
        scores.measure(pk)


@subscribe(NEED_ANSWERED, name="knowledge_base.need_is_asked_for")
def need_is_asked_for(entry: ActivityEntry) -> None:
    """What was put to the members as a request stands among what the library lacks."""
    asked = Need.objects.filter(pk=entry.target_id or 0, state=NeedState.ASKED)
    need = asked.select_related("community").first()
    if need is not None:
        gathering.gather_request(need)


@subscribe(GAP_FILLED, name="knowledge_base.need_is_met")
def need_is_met(entry: ActivityEntry) -> None:
    """A gap that came from a need answers it; those who want it hear that by the need's own notice."""
    gap = (
        Gap.objects.filter(pk=entry.target_id or 0, source=GapSource.NEED)
        .select_related("need__community", "filled_by")
        .first()
    )
    if gap is not None and gap.need is not None and gap.filled_by is not None:
        needs.answer(
            need=gap.need, by=SYSTEM, state=NeedState.MET, outcome=gap.filled_by.title,
            outcome_url=gap.filled_by.url_path,
        )  # fmt: skip
