"""A synthesis becomes a draft with credits, once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM
from discussions.actions import briefs, contributions, phases, syntheses
from knowledge_base.actions.syntheses import draft_from_synthesis
from knowledge_base.models import ResourcePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def synthesis(community: Any, people: Any) -> Any:
    today = timezone.localdate()
    talk = briefs.convene(
        community=community,
        by=people.facilitator,
        title="How do pumps last?",
        body="Bring one case.",
        questions=["What did you do?"],
        opens_on=today,
        closes_on=today + datetime.timedelta(days=7),
        synthesis_on=today + datetime.timedelta(days=8),
        share_on=today + datetime.timedelta(days=9),
    )
    phases.open_discussion(discussion=talk, by=people.facilitator)
    talk.refresh_from_db()
    for who, said in (
        (people.member, "Grease them."),
        (people.expert, "Train two."),
        (people.member, "Paint them."),
        (people.guest, "Count them."),
    ):
        contributions.add(discussion=talk, by=who, body=said)
    syntheses.save_synthesis(
        discussion=talk,
        by=people.facilitator,
        in_short="Care [1].",
        body="Grease [1] and paint [3]; train [2].",
        conclusions="Grease monthly [1].",
        minority="Paint [3].",
        open_questions="Who pays?",
    )
    return syntheses.publish_synthesis(discussion=talk, by=people.facilitator)


def test_the_draft_credits_its_author_and_each_source_once_and_waits_for_review(
    synthesis: Any, people: Any
) -> None:
    page = draft_from_synthesis(synthesis=synthesis, by=people.facilitator)

    credited = {(credit.user, credit.role) for credit in page.credits.all()}
    assert credited == {
        (people.facilitator, "author"), (people.member, "source"), (people.expert, "source"),
        (people.guest, "contributor"),
    }  # fmt: skip
    assert page.credits.get(user=people.member).contribution.number == 1
    own = page.specific
    assert (own.conclusions, own.minority, own.open_questions) == (
        "Grease monthly [1].",
        "Paint [3].",
        "Who pays?",
    )
    assert "Grease monthly" in own.full_text()
    assert page.owner == people.knowledge_manager
    assert not page.live
    assert page.specific.current_workflow_state is not None
    assert page.title == "How do pumps last?"
    assert "Grease" in str(page.body)


def test_asked_twice_there_is_one_draft(synthesis: Any, people: Any) -> None:
    first = draft_from_synthesis(synthesis=synthesis, by=people.facilitator)
    second = draft_from_synthesis(synthesis=synthesis, by=SYSTEM)

    assert first.pk == second.pk
    assert ResourcePage.objects.count() == 1
    assert ActivityEntry.objects.filter(verb="knowledge_base.resource_drafted").count() == 1


def test_publishing_a_synthesis_leads_to_its_draft_through_the_record(
    synthesis: Any, dispatched: Any
) -> None:
    dispatched()

    assert synthesis.resources.get().title == "How do pumps last?"
