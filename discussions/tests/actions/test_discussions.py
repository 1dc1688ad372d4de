"""The life of a discussion, from its start or its brief to its end."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from discussions.actions import discussions
from discussions.enums import Phase
from discussions.models import Discussion
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def recorded(verb: str) -> int:
    return ActivityEntry.objects.filter(verb=f"discussions.{verb}").count()


def test_starting_opens_it_at_once_counts_it_and_is_recorded(community: Any, people: Any) -> None:
    talk = question(community, people.member)

    community.refresh_from_db()
    assert talk.is_open
    assert community.discussion_count == 1
    assert recorded("discussion_started") == 1


def test_a_stranger_starts_and_convenes_nothing(community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        question(community, people.stranger)
    with pytest.raises(Denied):
        facilitated(community, people.member)

    assert not Discussion.objects.exists()


@pytest.mark.parametrize(("title", "body"), [("", "x"), ("   ", "x"), ("x", "")])
def test_a_discussion_needs_a_title_and_words(title: str, body: str, community: Any, people: Any) -> None:
    with pytest.raises(ValidationError):
        question(community, people.member, title=title, body=body)


def test_the_same_origin_is_the_same_discussion(community: Any, people: Any) -> None:
    first = question(community, people.member, origin="web:1:a")
    second = question(community, people.member, origin="web:1:a", title="Other")

    assert first.pk == second.pk
    assert recorded("discussion_started") == 1


def test_a_brief_is_seen_by_those_who_prepare_it_only(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator, opened=False)

    assert talk.phase == Phase.BRIEF
    assert Discussion.objects.visible_to(people.facilitator).filter(pk=talk.pk).exists()
    assert not Discussion.objects.visible_to(people.member).filter(pk=talk.pk).exists()
    with pytest.raises(Denied):
        said(talk, people.member)


def test_dates_of_a_brief_follow_one_another(community: Any, people: Any) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        facilitated(community, people.facilitator, closes_on=today - DAY)


def test_phases_move_on_their_days_each_once(community: Any, people: Any) -> None:
    today = timezone.localdate()
    talk = facilitated(community, people.facilitator, opened=False, opens_on=today + DAY)

    assert discussions.move_phases(today) == 0
    assert discussions.move_phases(today + DAY) == 1
    assert discussions.move_phases(today + DAY) == 0
    talk.refresh_from_db()
    assert talk.phase == Phase.CONTRIBUTIONS
    assert discussions.move_phases(today + 8 * DAY) == 1
    talk.refresh_from_db()
    assert talk.phase == Phase.SUMMARY
    told = discussions.move_phases(today + 11 * DAY)
    assert told == 1
    assert discussions.move_phases(today + 11 * DAY) == 0
    assert recorded("phase_overdue") == 1


def test_an_answer_is_accepted_by_who_asked_and_can_be_taken_back(community: Any, people: Any) -> None:
    talk, other = question(community, people.member), question(community, people.member, title="Other")
    answer, elsewhere = said(talk, people.expert), said(other, people.expert)
    with pytest.raises(Denied):
        discussions.accept_answer(discussion=talk, contribution=answer, by=people.guest)
    with pytest.raises(ValidationError):
        discussions.accept_answer(discussion=talk, contribution=elsewhere, by=people.member)

    for _again in range(2):
        discussions.accept_answer(discussion=talk, contribution=answer, by=people.member)

    talk.refresh_from_db()
    assert talk.answer_id == answer.pk
    assert recorded("answer_accepted") == 1
    discussions.accept_answer(discussion=talk, contribution=None, by=people.member)
    talk.refresh_from_db()
    assert talk.answer_id is None


def test_closing_is_for_its_author_and_the_facilitator(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    with pytest.raises(Denied):
        discussions.close(discussion=talk, by=people.guest)

    discussions.close(discussion=talk, by=people.facilitator)

    talk.refresh_from_db()
    assert not talk.is_open
    with pytest.raises(ValidationError):
        discussions.close(discussion=facilitated(community, people.facilitator), by=people.facilitator)


def test_a_brief_can_be_changed_until_it_opens(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator, opened=False)
    today = timezone.localdate()
    fields = {
        "title": "Another title", "body": "Another reason", "questions": ["Only one?"], "opens_on": today, "closes_on": today + DAY,
        "synthesis_on": today + DAY, "share_on": today + DAY,
    }  # fmt: skip
    with pytest.raises(Denied):
        discussions.update_brief(discussion=talk, by=people.member, **fields)

    discussions.update_brief(discussion=talk, by=people.facilitator, **fields)

    talk.refresh_from_db()
    assert talk.title == "Another title"
    assert [item.text for item in talk.guiding_questions.all()] == ["Only one?"]
