"""Reading events."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone, translation

from communities.actions import calendar_feeds, event_answers
from communities.actions import events as actions
from communities.models import Event
from communities.queries import events
from communities.queries.calendar_feeds import events_of
from communities.tests.makers import DAY, HOUR, announced, is_over, plan
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def test_each_reads_the_hours_by_their_own_clock_with_the_hour_of_the_place(
    community: Any, people: Any
) -> None:
    begins = datetime.datetime(2027, 6, 1, 10, tzinfo=ZoneInfo("Africa/Nairobi"))
    made = announced(community, people.facilitator, begins_at=begins)
    with timezone.override(ZoneInfo("Asia/Kolkata")), translation.override("en"):
        found = events.when(made)
    assert found.yours == "Tuesday, 1 June 2027, 12:30–13:30"
    assert (found.zone, found.place_zone) == ("Asia/Kolkata", "Africa/Nairobi")
    assert found.there == "Tuesday, 1 June 2027, 10:00–11:00"
    with timezone.override(ZoneInfo("Africa/Nairobi")):
        assert events.when(made).there == ""


def test_what_lasts_over_midnight_names_both_days(community: Any, people: Any) -> None:
    begins = datetime.datetime(2027, 6, 1, 23, tzinfo=datetime.UTC)
    assert events.hours(begins, begins + 3 * HOUR) == "Tuesday, 1 June 2027, 23:00 – 2 June 2027, 02:00"


def test_drafts_are_for_those_who_hold_events(community: Any, people: Any) -> None:
    draft = actions.make(community=community, by=people.facilitator, plan=plan())
    for who in (people.member, people.expert, people.stranger, AnonymousUser()):
        assert not Event.objects.visible_to(who).exists()
        assert list(events.drafts(who, community)) == []
    assert list(events.drafts(people.coordinator, community)) == [draft]


def test_a_stranger_reads_no_event_of_a_closed_community_nor_anybody_where_events_are_off(
    community: Any, neighbour: Any, people: Any
) -> None:
    made = announced(community, people.facilitator)
    with pytest.raises(Http404):
        events.get_for(people.administrator, neighbour, made.pk)
    community.visibility = "closed"
    community.save()
    with pytest.raises(Denied):
        events.get_for(people.stranger, community, made.pk)
    assert not Event.objects.visible_to(people.stranger).exists()
    assert Event.objects.visible_to(people.member).get() == made
    community.modules_off = ["events"]
    community.save()

    assert not Event.objects.visible_to(people.member).exists()
    assert events.calendar_of(people.facilitator) == events.next_of(people.member) == []


@pytest.mark.parametrize("more", [0, 2])
def test_a_list_asks_as_often_for_three_as_for_one(
    more: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for _number in range(1 + more):
        event_answers.answer(event=announced(community, people.facilitator), by=people.member, answer="yes")

    with django_assert_num_queries(2):
        found = events.shown(people.member, events.coming(people.member, community))
        assert [item.own.answer for item in found if item.own] == ["yes"] * (1 + more)
    with django_assert_num_queries(2):
        assert len(events.next_of(people.member)) == 1 + more
    with django_assert_num_queries(2):
        assert len(events.calendar_of(people.facilitator)) == 1 + more


def test_what_comes_and_what_was_stand_apart(community: Any, people: Any) -> None:
    later, soon = (announced(community, people.facilitator, begins_in=days * DAY) for days in (9, 2))
    over = is_over(announced(community, people.facilitator))

    assert list(events.coming(people.member, community)) == [soon, later]
    assert list(events.past(people.member, community)) == [over]
    assert [item.event for item in events.next_here(people.member, community)] == [soon, later]


def test_ones_own_calendar_leaves_out_what_one_said_no_to(community: Any, people: Any) -> None:
    made, other = (announced(community, people.facilitator) for _ in "ab")
    event_answers.answer(event=made, by=people.member, answer="no")

    assert [item.event for item in events.next_of(people.member)] == [other]
    assert events.next_of(people.stranger) == []


def test_what_is_due_waits_on_the_desk_of_those_who_hold_events(community: Any, people: Any) -> None:
    draft = actions.make(community=community, by=people.facilitator, plan=plan(begins_in=3 * DAY))
    actions.make(community=community, by=people.facilitator, plan=plan(begins_in=60 * DAY))
    over = is_over(announced(community, people.facilitator))

    found = {row.key for row in events.waiting_events(people.coordinator)}
    assert found == {f"event-draft:{draft.pk}", f"event-told:{over.pk}"}
    assert events.waiting_events(people.member) == events.waiting_events(people.stranger) == []
    actions.tell(event=over, by=people.facilitator, came=[], went="Well")
    assert {row.key for row in events.waiting_events(people.coordinator)} == {f"event-draft:{draft.pk}"}


def test_what_lies_behind_the_end_of_a_community_is_in_no_list_and_no_calendar_until_it_lives_again(
    community: Any, neighbour: Any, people: Any
) -> None:
    held, ahead = is_over(announced(community, people.facilitator)), announced(community, people.facilitator)
    next_door = announced(neighbour, people.administrator)
    feed = calendar_feeds.renew(by=people.member)

    def lists() -> list[list[Event]]:
        return [
            list(events.coming(people.member, community)),
            list(events.past(people.member, community)),
            list(events_of(feed)),
            list(events.coming(people.stranger, neighbour)),
        ]

    before = lists()
    community.archived_at = timezone.now()
    community.save()

    assert before == [[ahead], [held], [held, ahead], [next_door]]
    assert lists() == [[], [held], [held], [next_door]]
    assert events.get_for(people.member, community, ahead.pk) == ahead
    community.archived_at = None
    community.save()
    assert lists() == before
