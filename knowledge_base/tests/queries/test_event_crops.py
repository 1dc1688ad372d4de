"""An event of which somebody told is offered to be kept, once, with what was said of it."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import events
from communities.tests.makers import announced, is_over
from knowledge_base.actions import harvests
from knowledge_base.models import Harvest
from knowledge_base.queries.event_crops import crop_of_event

pytestmark = pytest.mark.django_db


def test_after_somebody_told_how_it_went_it_is_offered_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    event = is_over(announced(community, people.facilitator, title="Three short cases", leader=people.member))
    assert crop_of_event(event.pk) is None

    for words in ("They **last**.", "They last, all three."):
        events.tell(event=event, by=people.facilitator, came=[], went=words)
        dispatched()

    offer = Harvest.objects.get(source="event")
    assert (offer.source_id, offer.gardener) == (event.pk, people.knowledge_manager)
    page = harvests.accept(
        harvest=offer,
        by=people.knowledge_manager,
        kind="lesson",
        title="Three short cases",
        summary="They last.",
    ).specific
    assert page.title == "Three short cases"
    assert page.happened == "They last, all three."
    assert people.member in [credit.user for credit in page.credits.all()]


def test_a_draft_a_cancelled_one_and_one_without_a_library_yield_nothing(community: Any, people: Any) -> None:
    event = is_over(announced(community, people.facilitator))
    events.tell(event=event, by=people.facilitator, came=[], went="Well")
    assert crop_of_event(event.pk) is not None

    community.modules_off = ["library"]
    community.save(update_fields=["modules_off"])

    assert crop_of_event(event.pk) is None
    assert crop_of_event(10**9) is None
