"""What ended is offered once, to somebody by name, until a day."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import roles
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from discussions.actions import contributions, discussions
from knowledge_base.actions import harvests
from knowledge_base.models import Harvest
from knowledge_base.tests.makers import solved

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
DRAFT = {"kind": "guidance", "title": "How pumps last", "summary": "Grease them."}


def offered() -> Harvest:
    return Harvest.objects.select_related("community").get()


def test_a_solved_question_is_offered_once_and_closing_it_offers_nothing_more(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = solved(community, people)
    dispatched()
    discussions.close(discussion=talk, by=people.facilitator)
    dispatched()
    harvests.offer(source="discussion", source_id=talk.pk)

    offer = offered()
    assert (offer.gardener, offer.title) == (people.knowledge_manager, "How do pumps last?")
    assert offer.due_on == timezone.localdate() + 14 * DAY
    assert ActivityEntry.objects.filter(verb="knowledge_base.harvest_offered").count() == 1
    assert Notice.objects.filter(kind="knowledge_base.harvest", user=people.knowledge_manager).count() == 1


def test_who_holds_the_role_of_a_gardener_goes_first(community: Any, people: Any) -> None:
    own = roles.define_role(community=community, by=people.coordinator, name="Gardeners", duties="Weed")
    roles.appoint(own_role=own, user=people.member, by=people.coordinator)
    talk = solved(community, people)

    offer = harvests.offer(source="discussion", source_id=talk.pk)

    assert offer is not None
    assert offer.gardener == people.member


def test_a_discussion_that_says_nothing_or_goes_on_is_not_offered(community: Any, people: Any) -> None:
    empty = discussions.start(community=community, by=people.member, title="Hm", body="B")
    discussions.close(discussion=empty, by=people.facilitator)
    running = discussions.start(community=community, by=people.member, title="On", body="B")
    contributions.add(discussion=running, by=people.expert, body="Well.")

    assert harvests.offer(source="discussion", source_id=empty.pk) is None
    assert harvests.offer(source="discussion", source_id=running.pk) is None
    assert harvests.offer(source="discussion", source_id=0) is None
    assert harvests.offer(source="nothing", source_id=1) is None


def test_taken_up_it_is_a_draft_with_question_answer_and_credits(community: Any, people: Any) -> None:
    offer = harvests.offer(source="discussion", source_id=solved(community, people).pk)

    page = harvests.accept(harvest=offer, by=people.knowledge_manager, **DRAFT)

    assert page.kind == "guidance"
    assert not page.live
    assert "Grease them monthly" in str(page.body)
    assert {(credit.user, credit.role) for credit in page.credits.all()} == {
        (people.knowledge_manager, "author"), (people.expert, "source"),
        (people.guest, "contributor"), (people.member, "contributor"),
    }  # fmt: skip
    assert page.current_workflow_state is None  # the knowledge manager goes on in the editor
    with pytest.raises(ValidationError, match="already"):
        harvests.accept(harvest=offer, by=people.knowledge_manager, **DRAFT)
    assert offered().resource_id == page.pk


def test_as_a_lesson_its_answer_is_what_to_do_next_time(community: Any, people: Any) -> None:
    offer = harvests.offer(source="discussion", source_id=solved(community, people).pk)

    page = harvests.accept(harvest=offer, by=people.knowledge_manager, **{**DRAFT, "kind": "lesson"})

    assert "Grease them monthly" in page.next_time
    with pytest.raises(ValidationError):
        harvests.accept(harvest=offer, by=people.knowledge_manager, **{**DRAFT, "kind": "tool"})


def test_a_closed_discussion_keeps_what_was_said_with_its_sources(community: Any, people: Any) -> None:
    talk = discussions.start(community=community, by=people.member, title="Ropes", body="Which?")
    contributions.add(discussion=talk, by=people.expert, body="Hemp.")
    contributions.add(discussion=talk, by=people.guest, body="Wire.")
    discussions.close(discussion=talk, by=people.facilitator)
    offer = harvests.offer(source="discussion", source_id=talk.pk)

    page = harvests.accept(harvest=offer, by=people.knowledge_manager, **{**DRAFT, "kind": "lesson"})

    assert "Hemp." in str(page.body)
    assert {credit.user for credit in page.credits.filter(role="source")} == {people.expert, people.guest}


def test_who_cannot_edit_in_the_library_hands_the_draft_in(community: Any, people: Any) -> None:
    offer = harvests.offer(source="discussion", source_id=solved(community, people).pk)
    harvests.hand_on(harvest=offer, by=people.knowledge_manager, to=people.member, words="You know <it>")

    page = harvests.accept(harvest=offered(), by=people.member, **DRAFT)

    assert page.current_workflow_state is not None
    assert page.owner == people.member


def test_declining_wants_a_reason_and_ends_it(community: Any, people: Any) -> None:
    offer = harvests.offer(source="discussion", source_id=solved(community, people).pk)

    with pytest.raises(ValidationError):
        harvests.decline(harvest=offer, by=people.knowledge_manager, reason=" ")
    harvests.decline(harvest=offer, by=people.knowledge_manager, reason="Known to all")

    assert (offered().state, offered().reason) == ("declined", "Known to all")
    assert harvests.offer(source="discussion", source_id=offer.source_id).state == "declined"


def test_nobody_else_deals_with_it(community: Any, people: Any) -> None:
    offer = harvests.offer(source="discussion", source_id=solved(community, people).pk)

    for who in (people.member, people.stranger):
        with pytest.raises(Denied):
            harvests.accept(harvest=offer, by=who, **DRAFT)
        with pytest.raises(Denied):
            harvests.decline(harvest=offer, by=who, reason="x")
    with pytest.raises(ValidationError):
        harvests.hand_on(harvest=offer, by=people.knowledge_manager, to=people.stranger)
    assert offered().is_open


def test_waiting_is_told_in_steps_each_once(community: Any, people: Any, dispatched: Any) -> None:
    offer = harvests.offer(source="discussion", source_id=solved(community, people).pk)
    dispatched()

    assert harvests.remind(offer.due_on - DAY) == 0
    assert harvests.remind(offer.due_on) == 1
    assert harvests.remind(offer.due_on) == 0
    assert harvests.remind(offer.due_on + 7 * DAY) == 1
    dispatched()

    told = Notice.objects.filter(kind="knowledge_base.harvest_overdue")
    assert set(told.values_list("user_id", flat=True)) == {people.knowledge_manager.pk, people.coordinator.pk}
