"""Planning, announcing, moving, cancelling and telling of events."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import event_answers, events, needs
from communities.models import Community, Event, EventAnswer
from communities.tests.makers import DAY, HOUR, announced, is_over, plan
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[Any]:
    return {notice.user for notice in Notice.objects.filter(kind=f"communities.{kind}")}


def test_who_holds_events_drafts_one_and_announces_it_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    made = events.make(community=community, by=people.facilitator, plan=plan(leader=people.expert), key="k")
    assert events.make(community=community, by=people.facilitator, plan=plan(), key="k") == made
    assert not Event.objects.visible_to(people.member).exists()

    for _round in range(2):
        events.publish(event=made, by=people.coordinator)
    dispatched()

    assert Event.objects.visible_to(people.member).get() == made
    assert ActivityEntry.objects.filter(verb="communities.event_published").count() == 1
    assert {people.member, people.guest, people.expert} <= told("event_published")
    assert people.stranger not in told("event_published")


def test_members_and_strangers_hold_no_events(community: Any, people: Any) -> None:
    made = announced(community, people.facilitator)
    for who in (people.member, people.expert, people.stranger):
        with pytest.raises(Denied):
            events.make(community=community, by=who, plan=plan())
        with pytest.raises(Denied):
            events.change(event=made, by=who, revision=1, plan=plan(title="Mine"))
        with pytest.raises(Denied):
            events.cancel(event=made, by=who, reason="Mine")
        with pytest.raises(Denied):
            events.tell(event=made, by=who, came=[], went="Mine")

    made.refresh_from_db()
    assert (made.title, made.state, made.went) == ("Three short cases", "published", "")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"about": " "}, "about"),
        ({"lasts": -HOUR}, "ends_at"),
        ({"lasts": 40 * DAY}, "ends_at"),
        ({"capacity": 0}, "capacity"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    wrong: dict[str, Any], field: str, community: Any, people: Any
) -> None:
    with pytest.raises(ValidationError) as refused:
        events.make(community=community, by=people.facilitator, plan=plan(**wrong))

    assert field in refused.value.message_dict
    assert not Event.objects.exists()


def test_only_a_member_leads_and_only_what_lies_ahead_somewhere_is_announced(
    community: Any, people: Any
) -> None:
    with pytest.raises(ValidationError, match="member of this community"):
        events.make(community=community, by=people.facilitator, plan=plan(leader=people.stranger))
    nowhere = events.make(community=community, by=people.facilitator, plan=plan(place="", online_url=""))
    over = events.make(community=community, by=people.facilitator, plan=plan(begins_in=-2 * DAY))
    for event in (nowhere, over):
        with pytest.raises(ValidationError):
            events.publish(event=event, by=people.facilitator)
        event.refresh_from_db()
        assert event.is_draft


def test_a_weekly_event_keeps_its_local_hour_when_the_clocks_change(community: Any, people: Any) -> None:
    rome = ZoneInfo("Europe/Rome")
    begins = datetime.datetime(2027, 3, 16, 10, tzinfo=rome)
    first = events.make(
        community=community, by=people.facilitator, repeat="weekly", every=2, times=3,
        plan=plan(begins_at=begins, ends_at=begins + HOUR, zone="Europe/Rome"),
    )  # fmt: skip

    rows = list(Event.objects.filter(series=first.series).order_by("number"))
    assert [row.local_times()[0].strftime("%d %H") for row in rows] == ["16 10", "30 10", "13 10"]
    assert [row.begins_at.hour for row in rows] == [9, 8, 8]
    assert first.series.rule == "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3"


@pytest.mark.parametrize(("day", "days"), [(8, [8, 12, 12]), (30, [30, 27, 27])])
def test_a_monthly_event_keeps_its_weekday_of_the_month(
    day: int, days: list[int], community: Any, people: Any
) -> None:
    begins = datetime.datetime(2026, 12, day, 12, tzinfo=datetime.UTC)
    first = events.make(
        community=community, by=people.facilitator, repeat="monthly", times=3 if day == 8 else 2,
        plan=plan(begins_at=begins, zone="UTC"),
    )  # fmt: skip

    found = [row.begins_at for row in Event.objects.filter(series=first.series).order_by("number")]
    assert {row.weekday() for row in found} == {begins.weekday()}
    if day == 8:
        assert [row.day for row in found] == [8, 12, 9]
    else:
        assert [row.day for row in found] == [30, 27]


def test_one_date_of_a_series_is_moved_alone(community: Any, people: Any, dispatched: Any) -> None:
    first = announced(community, people.facilitator, repeat="weekly", times=3)
    dispatched()
    assert Notice.objects.filter(kind="communities.event_published", user=people.member).count() == 1
    second = Event.objects.get(series=first.series, number=2)
    third = Event.objects.get(series=first.series, number=3)
    assert second.state == third.state == "published"

    events.change(
        event=second, by=people.facilitator, revision=1, plan=plan(begins_at=second.begins_at + 2 * HOUR)
    )

    moved, other = Event.objects.get(pk=second.pk), Event.objects.get(pk=third.pk)
    assert moved.begins_at == second.begins_at + 2 * HOUR
    assert other.begins_at == third.begins_at


def test_who_answered_is_told_when_it_moves_and_nobody_else(
    community: Any, people: Any, dispatched: Any
) -> None:
    made = announced(community, people.facilitator)
    event_answers.answer(event=made, by=people.member, answer="yes")
    event_answers.answer(event=made, by=people.guest, answer="no")
    same = plan(begins_at=made.begins_at, title="Four cases")
    events.change(event=made, by=people.facilitator, revision=1, plan=same)
    dispatched()
    assert told("event_moved") == set()

    later = plan(begins_at=made.begins_at + DAY)
    events.change(event=made, by=people.facilitator, revision=2, plan=later)
    with pytest.raises(ValidationError, match="meanwhile"):
        events.change(event=made, by=people.facilitator, revision=2, plan=plan(title="Mine"))
    dispatched()

    assert told("event_moved") == {people.member, people.guest}
    assert EventAnswer.objects.get(user=people.member).answer == "yes"


def test_a_cancelled_event_says_why_once_and_stays(community: Any, people: Any, dispatched: Any) -> None:
    made = announced(community, people.facilitator)
    event_answers.answer(event=made, by=people.member, answer="maybe")
    with pytest.raises(ValidationError):
        events.cancel(event=made, by=people.facilitator, reason=" ")
    for _round in range(2):
        events.cancel(event=made, by=people.facilitator, reason="The speaker is ill")
    dispatched()

    assert Notice.objects.filter(kind="communities.event_cancelled").count() == 1
    assert Event.objects.visible_to(people.member).get().why_cancelled == "The speaker is ill"
    with pytest.raises(ValidationError):
        event_answers.answer(event=made, by=people.guest, answer="yes")


def test_a_series_is_cancelled_as_a_whole_with_one_notice(
    community: Any, people: Any, dispatched: Any
) -> None:
    first = announced(community, people.facilitator, repeat="weekly", times=3)
    assert event_answers.answer_series(event=first, by=people.member, answer="yes") == 3
    events.cancel(event=first, by=people.facilitator, reason="Too many", whole=True)
    dispatched()

    assert set(Event.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Notice.objects.filter(kind="communities.event_cancelled").count() == 1


def test_a_draft_is_thrown_away_and_what_was_announced_is_not(community: Any, people: Any) -> None:
    draft = events.make(community=community, by=people.facilitator, plan=plan(), repeat="weekly", times=2)
    made = announced(community, people.facilitator)
    events.discard(event=draft, by=people.facilitator)
    with pytest.raises(ValidationError):
        events.discard(event=made, by=people.facilitator)

    assert list(Event.objects.all()) == [made]


def test_a_need_that_an_event_takes_up_is_answered_when_it_is_announced(
    community: Any, people: Any, dispatched: Any
) -> None:
    need = needs.add(community=community, by=people.member, text="How pumps last")
    draft = events.make(community=community, by=people.facilitator, plan=plan(), need=need)
    need.refresh_from_db()
    assert need.state == "open"
    events.publish(event=draft, by=people.facilitator)
    dispatched()

    need.refresh_from_db()
    assert (need.state, need.outcome_url) == ("taken_up", draft.get_absolute_url())
    assert told("need_answered") == {people.member}


def test_reminders_come_a_day_and_an_hour_before_each_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    made = announced(community, people.facilitator, begins_in=3 * DAY)
    for who, answer in ((people.member, "yes"), (people.expert, "maybe"), (people.guest, "no")):
        event_answers.answer(event=made, by=who, answer=answer)
    at = made.begins_at
    assert events.remind_due(at - 25 * HOUR) == 0
    assert [events.remind_due(at - 23 * HOUR) for _round in range(2)] == [1, 0]
    assert [events.remind_due(at - HOUR / 2) for _round in range(2)] == [1, 0]
    dispatched()

    for kind in ("event_tomorrow", "event_soon"):
        assert told(kind) == {people.member, people.expert}
    assert events.remind_due(at + HOUR) == 0


def test_nobody_is_reminded_of_what_lies_behind_the_end_of_its_community(community: Any, people: Any) -> None:
    made = announced(community, people.facilitator, begins_in=3 * DAY)
    event_answers.answer(event=made, by=people.member, answer="yes")
    at = made.begins_at
    Community.objects.filter(pk=community.pk).update(archived_at=at - 2 * DAY)
    assert events.remind_due(at - 23 * HOUR) == 0
    assert events.remind_due(at - HOUR / 2) == 0

    Community.objects.filter(pk=community.pk).update(archived_at=None)
    assert events.remind_due(at - HOUR / 2) == 1


def test_what_is_announced_late_reminds_nobody_at_once_and_what_moves_reminds_again(
    community: Any, people: Any
) -> None:
    late = announced(community, people.facilitator, begins_in=HOUR * 20)
    assert events.remind_due() == 0
    events.change(event=late, by=people.facilitator, revision=1, plan=plan(begins_in=5 * DAY))
    late.refresh_from_db()

    assert events.remind_due(late.begins_at - 20 * HOUR) == 1


def test_afterwards_it_is_told_once_how_it_went(community: Any, people: Any, dispatched: Any) -> None:
    made = announced(community, people.facilitator)
    for who in (people.member, people.guest):
        event_answers.answer(event=made, by=who, answer="yes")
    with pytest.raises(ValidationError, match="not begun"):
        events.tell(event=made, by=people.facilitator, came=[], went="Well")
    is_over(made)
    for words in ("Grease **helps**.", "Grease helps a lot."):
        events.tell(event=made, by=people.facilitator, came=[people.member.pk], went=words)
    dispatched()

    assert told("event_told") == {people.member, people.guest}
    assert Notice.objects.filter(kind="communities.event_told").count() == 2
    assert dict(EventAnswer.objects.values_list("user", "came")) == {
        people.member.pk: True,
        people.guest.pk: False,
    }
    assert timezone.now() > made.ends_at
