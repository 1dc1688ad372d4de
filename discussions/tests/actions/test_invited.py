"""Asking people to speak: told once when it opens, reminded rarely, left alone when they spoke or said no."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.actions import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from discussions.actions import contributions, invited, phases, subscriptions
from discussions.models import Discussion, Invited, InvitedReminder
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def told(kind: str = "asked") -> list[str]:
    return sorted(row.user.name for row in Notice.objects.filter(kind=f"discussions.{kind}"))


def asked(talk: Discussion, people: Any, *who: Any, **fields: Any) -> list[Invited]:
    return invited.ask(discussion=talk, by=people.facilitator, people=[one.pk for one in who], **fields)


def told_before(talk: Discussion, days: int) -> None:
    """As if they had been asked some days ago."""
    Invited.objects.filter(discussion=talk).update(told_at=timezone.now() - days * DAY)


def test_people_are_asked_once_and_told_when_it_opens(community: Any, people: Any, dispatched: Any) -> None:
    talk = facilitated(community, people.facilitator, opened=False)
    for _again in range(2):
        asked(talk, people, people.member, experts=[people.expert.pk])
    dispatched()

    assert dict(Invited.objects.values_list("user__name", "as_expert")) == {
        people.member.name: False,
        people.expert.name: True,
    }
    assert told() == []

    phases.open_discussion(discussion=talk, by=people.facilitator)
    phases.open_discussion(discussion=talk, by=people.facilitator)
    dispatched()

    assert told() == sorted([people.member.name, people.expert.name])
    # Theirs is a letter of their own; all others get the general one.
    others = set(told("opened"))
    assert people.guest.name in others
    assert others.isdisjoint(told())


def test_in_an_open_discussion_they_are_told_at_once_and_never_twice(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    asked(talk, people, people.member)
    invited.take_off(discussion=talk, by=people.facilitator, person=people.member.pk)
    asked(talk, people, people.member, people.guest)
    dispatched()

    assert told() == sorted([people.member.name, people.guest.name])


def test_only_members_are_asked_and_only_by_those_who_hold_it(
    community: Any, neighbour: Any, people: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    with pytest.raises(ValidationError):
        asked(talk, people, people.stranger)
    for who in (people.member, people.expert, people.guest, people.stranger):
        with pytest.raises(Denied):
            invited.ask(discussion=talk, by=who, people=[people.member.pk])
        with pytest.raises(Denied):
            invited.remind(discussion=talk, by=who)
        with pytest.raises(Denied):
            invited.take_off(discussion=talk, by=who, person=people.member.pk)
    with pytest.raises(Denied):
        asked(question(community, people.member), people, people.member)

    assert not Invited.objects.exists()


def test_nobody_is_asked_after_the_end_and_not_everybody(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    monkeypatch.setattr(invited, "MOST", 1)
    with pytest.raises(ValidationError):
        asked(talk, people, people.member, people.guest)
    phases.close_contributions(discussion=talk, by=people.facilitator)
    with pytest.raises(ValidationError):
        asked(talk, people, people.member)
    with pytest.raises(ValidationError):
        invited.remind(discussion=talk, by=people.facilitator)


def test_who_is_asked_as_an_expert_speaks_as_one_there_alone(community: Any, people: Any) -> None:
    talk, other = facilitated(community, people.facilitator), question(community, people.expert)
    asked(talk, people, experts=[people.member.pk])

    assert said(talk, people.member).roles == "expert"
    assert said(other, people.member).roles == ""


def test_a_reminder_goes_to_the_silent_once_a_day(community: Any, people: Any, dispatched: Any) -> None:
    talk = facilitated(community, people.facilitator)
    asked(talk, people, people.member, people.guest)
    said(talk, people.member)

    assert invited.remind(discussion=talk, by=people.facilitator) == 1
    with pytest.raises(ValidationError):
        invited.remind(discussion=talk, by=people.facilitator)
    with pytest.raises(ValidationError):
        invited.remind(discussion=talk, by=people.facilitator, person=people.guest.pk)
    dispatched()

    assert told("asked_reminder") == [people.guest.name]
    row = Invited.objects.get(user=people.guest)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitedReminder.objects.create(invited=row, kind="halfway", day=timezone.localdate())


def test_who_muted_it_left_or_was_taken_off_is_never_reminded(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    asked(talk, people, people.member, people.guest, people.expert)
    subscriptions.follow(discussion=talk, by=people.member, frequency="never")
    memberships.leave(community=community, by=people.guest)
    invited.take_off(discussion=talk, by=people.facilitator, person=people.expert.pk)

    with pytest.raises(ValidationError):
        invited.remind(discussion=talk, by=people.facilitator)


def test_who_speaks_between_the_reminder_and_its_letter_gets_none(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    asked(talk, people, people.member, people.guest)
    invited.remind(discussion=talk, by=people.facilitator)
    said(talk, people.member)
    subscriptions.follow(discussion=talk, by=people.guest, frequency="never")
    dispatched()

    assert told("asked_reminder") == []


def test_the_portal_reminds_halfway_and_two_days_before_the_end_each_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    today = timezone.localdate()
    talk = facilitated(
        community, people.facilitator, closes_on=today + 10 * DAY, synthesis_on=today + 12 * DAY
    )
    asked(talk, people, people.member, people.guest)
    told_before(talk, 1)
    days: list[int] = []
    for day in range(12):
        for _again in range(2):
            days += [day] * invited.remind_due(today + day * DAY)
        if day == 6:
            said(talk, people.guest)

    assert days == [5, 5, 8]
    dispatched()
    assert told("asked_reminder") == [people.member.name] * 2


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_a_day_of_reminders_is_a_day_of_the_community(community: Any, people: Any, zone: str) -> None:
    type(community).objects.filter(pk=community.pk).update(time_zone=zone)
    community.refresh_from_db()
    talk = facilitated(community, people.facilitator, closes_on=community.today + 2 * DAY)
    asked(talk, people, people.member)
    told_before(talk, 1)

    assert invited.remind_due() == 1
    assert InvitedReminder.objects.get().day == community.today
    with pytest.raises(ValidationError):
        invited.remind(discussion=talk, by=people.facilitator)


def test_a_missed_halfway_is_not_made_up_and_the_newly_asked_are_left_in_peace(
    community: Any, people: Any
) -> None:
    today = timezone.localdate()
    talk = facilitated(community, people.facilitator, closes_on=today + 2 * DAY)
    asked(talk, people, people.member)

    assert invited.remind_due(today) == 0
    told_before(talk, 1)
    assert invited.remind_due(today) == 1
    assert InvitedReminder.objects.get().kind == "last_days"


def test_an_archived_community_reminds_nobody(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    asked(talk, people, people.member)
    told_before(talk, 3)
    type(community).objects.filter(pk=community.pk).update(archived_at=timezone.now())

    assert invited.remind_due(talk.closes_on) == 0


def test_a_copied_brief_asks_those_who_are_still_members(community: Any, people: Any) -> None:
    earlier = facilitated(community, people.facilitator)
    asked(earlier, people, people.member, people.guest, experts=[people.expert.pk])
    memberships.leave(community=community, by=people.guest)
    talk = facilitated(community, people.facilitator, opened=False)

    invited.copy(source=earlier, discussion=talk, by=people.facilitator)

    rows = Invited.objects.filter(discussion=talk)
    assert dict(rows.values_list("user__name", "as_expert")) == {
        people.member.name: False,
        people.expert.name: True,
    }


def test_the_answer_to_the_letter_is_posted(community: Any, people: Any, dispatched: Any) -> None:
    talk = facilitated(community, people.facilitator)
    asked(talk, people, people.member)
    dispatched()
    mail = OutgoingMail.objects.get(user=people.member, letter__kind="discussions.asked")
    assert mail.reply_to


def test_who_withdraws_their_contribution_is_silent_again(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    asked(talk, people, people.member)
    mine = said(talk, people.member)
    dispatched()
    assert Invited.objects.get().has_spoken

    contributions.withdraw(contribution=mine, by=people.member)
    dispatched()

    assert not Invited.objects.get().has_spoken


def test_what_happened_is_in_the_record(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    asked(talk, people, people.member)
    invited.remind(discussion=talk, by=people.facilitator)

    found = ActivityEntry.objects.filter(target_id=talk.pk, facts__user_ids=[people.member.pk])
    assert set(found.values_list("verb", flat=True)) == {
        "discussions.people_asked",
        "discussions.invited_reminded",
    }
