"""Answers to events: never more than the places, who waits moves up, each person once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from communities.actions import event_answers, events, memberships, suspensions
from communities.models import Event, EventAnswer
from communities.tests.makers import announced, is_over, plan
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def answer_of(event: Event, who: Any) -> str:
    return EventAnswer.objects.get(event=event, user=who).answer


def counts(event: Event) -> tuple[int, int, int]:
    event.refresh_from_db()
    return event.going_count, event.waiting_count, event.maybe_count


def test_the_last_word_counts_and_the_same_word_twice_is_once(community: Any, people: Any) -> None:
    made = announced(community, people.facilitator)
    for word in ("yes", "yes", "maybe"):
        event_answers.answer(event=made, by=people.member, answer=word)

    assert EventAnswer.objects.get().answer == "maybe"
    assert counts(made) == (0, 0, 1)
    assert ActivityEntry.objects.filter(verb="communities.event_answered").count() == 2


def test_strangers_do_not_answer_nor_anybody_to_drafts_or_what_is_over(community: Any, people: Any) -> None:
    made, draft = (
        announced(community, people.facilitator),
        events.make(community=community, by=people.facilitator, plan=plan()),
    )
    with pytest.raises(Denied):
        event_answers.answer(event=made, by=people.stranger, answer="yes")
    with pytest.raises(ValidationError):
        event_answers.answer(event=draft, by=people.member, answer="yes")
    for word in ("waiting", "perhaps", ""):
        with pytest.raises(ValidationError):
            event_answers.answer(event=made, by=people.member, answer=word)
    with pytest.raises(ValidationError):
        event_answers.answer(event=is_over(made), by=people.member, answer="yes")

    assert not EventAnswer.objects.exists()


def test_who_comes_too_late_waits_and_moves_up_in_the_order_of_the_answers(
    community: Any, people: Any, dispatched: Any
) -> None:
    made = announced(community, people.facilitator, capacity=1)
    for who in (people.member, people.expert, people.guest):
        event_answers.answer(event=made, by=who, answer="yes")
    assert counts(made) == (1, 2, 0)
    event_answers.answer(event=made, by=people.expert, answer="yes")  # keeps the place in the line
    dispatched()
    waits = Notice.objects.filter(kind="communities.event_waits").values_list("user", flat=True)
    assert set(waits) == {people.expert.pk, people.guest.pk}

    event_answers.answer(event=made, by=people.member, answer="no")
    dispatched()

    assert (answer_of(made, people.expert), answer_of(made, people.guest)) == ("yes", "waiting")
    assert counts(made) == (1, 1, 0)
    assert Notice.objects.get(kind="communities.event_place_freed").user == people.expert


def test_more_places_let_those_who_wait_in_and_fewer_than_taken_are_refused(
    community: Any, people: Any
) -> None:
    made = announced(community, people.facilitator, capacity=1)
    for who in (people.member, people.expert):
        event_answers.answer(event=made, by=who, answer="yes")
    events.change(
        event=made, by=people.facilitator, revision=1, plan=plan(begins_at=made.begins_at, capacity=2)
    )
    assert counts(made) == (2, 0, 0)
    with pytest.raises(ValidationError) as refused:
        events.change(
            event=made, by=people.facilitator, revision=2, plan=plan(begins_at=made.begins_at, capacity=1)
        )

    assert "capacity" in refused.value.message_dict


def test_the_database_itself_holds_no_more_than_the_places(community: Any, people: Any) -> None:
    made = announced(community, people.facilitator, capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=made.pk).update(going_count=2)
    event_answers.answer(event=made, by=people.member, answer="yes")
    with pytest.raises(IntegrityError), transaction.atomic():
        EventAnswer.objects.create(event=made, user=people.member, answer="no", at=made.created_at)


def test_who_leaves_or_is_suspended_frees_a_place(community: Any, people: Any, dispatched: Any) -> None:
    made = announced(community, people.facilitator, capacity=1)
    for who in (people.member, people.guest, people.expert):
        event_answers.answer(event=made, by=who, answer="yes")
    memberships.leave(community=community, by=people.member)
    dispatched()
    assert answer_of(made, people.guest) == "yes"
    suspensions.suspend(user=people.guest, community=community, by=people.facilitator, reason="Advertising")
    dispatched()

    assert answer_of(made, people.expert) == "yes"
    assert set(EventAnswer.objects.values_list("user", flat=True)) == {people.expert.pk}


def test_afterwards_members_say_what_was_most_valuable(community: Any, people: Any) -> None:
    made = announced(community, people.facilitator)
    with pytest.raises(ValidationError, match="not over"):
        event_answers.value(event=made, by=people.member, valued="The cases")
    is_over(made)
    with pytest.raises(ValidationError):
        event_answers.value(event=made, by=people.member, valued=" ")
    with pytest.raises(Denied):
        event_answers.value(event=made, by=people.stranger, valued="Mine")
    for words in ("The cases", "The questions"):
        event_answers.value(event=made, by=people.member, valued=words)

    assert EventAnswer.objects.get().valued == "The questions"
