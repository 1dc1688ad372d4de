"""A conversation becomes a facilitated discussion: nothing that was said is lost, and people hear once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import charters
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from discussions.actions import discussions, routings, turnings
from discussions.enums import PROMOTION
from discussions.models import Discussion, Invited, Turning
from discussions.queries.routings import waiting_questions
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def turned(talk: Discussion, by: Any, **fields: Any) -> Discussion:
    today = timezone.localdate()
    fields = {
        "title": "How do we choose pumps?",
        "body": "Because we buy forty.",
        "questions": ["Where?"],
        "closes_on": today + 7 * DAY,
        "synthesis_on": today + 9 * DAY,
        "share_on": today + 12 * DAY,
        **fields,
    }
    return turnings.turn(discussion=talk, by=by, **fields)


def test_contributions_numbers_addresses_and_the_answer_stay(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.member, body="In brackish water.")
    first = said(talk, people.expert)
    discussions.accept_answer(discussion=talk, contribution=first, by=people.member)
    dispatched()
    Notice.objects.all().delete()
    address = first.get_absolute_url()

    made = turned(talk, people.facilitator)

    assert made.pk == talk.pk
    assert (made.kind, made.phase, made.facilitator) == ("facilitated", "contributions", people.facilitator)
    assert made.author == people.member
    assert made.answer_id == first.pk
    first.refresh_from_db()
    assert (first.number, first.get_absolute_url()) == (1, address)
    assert said(made, people.guest).number == 2
    was = Turning.objects.get()
    assert (was.kind, was.title, was.body) == ("question", "Which pump lasts?", "In brackish water.")
    dispatched()
    told = Notice.objects.filter(kind="discussions.opened")
    assert told.filter(user=people.member).count() == 1
    assert not told.filter(user=people.stranger).exists()
    with pytest.raises(Denied):
        turned(made, people.facilitator)
    assert Discussion.objects.filter(pk=talk.pk, search="brackish").exists()


def test_only_those_who_convene_turn_it(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    for who in (people.member, people.expert, people.guest, people.stranger):
        with pytest.raises(Denied):
            turned(talk, who)

    talk.refresh_from_db()
    assert talk.kind == "question"
    assert not Turning.objects.exists()


def test_what_was_closed_opens_again(community: Any, people: Any) -> None:
    talk = question(community, people.member, kind="conversation")
    discussions.close(discussion=talk, by=people.member)

    made = turned(Discussion.objects.get(pk=talk.pk), people.facilitator)

    assert made.is_open
    assert Turning.objects.get().closed_at is not None
    assert said(made, people.guest).number == 1


def test_who_asked_without_a_name_stays_unknown(community: Any, people: Any) -> None:
    charters.save_draft(
        community=community, by=people.coordinator, revision=1, mission="Why", rules="How", unnamed_questions=True
    )  # fmt: skip
    charters.publish(community=community, by=people.coordinator, changes="First")
    talk = question(community, people.member, unnamed=True)

    made = turned(talk, people.facilitator)

    assert made.is_unnamed
    assert made.author_id is None
    assert made.office_id is None


def test_the_standing_topic_and_a_facilitated_one_are_left_alone(community: Any, people: Any) -> None:
    topic = question(community, people.member, kind="conversation", origin=PROMOTION)
    for talk in (topic, facilitated(community, people.facilitator)):
        with pytest.raises(Denied):
            turned(talk, people.facilitator)


def test_dates_lie_ahead_in_their_order(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    for fields in ({"closes_on": timezone.localdate() - DAY}, {"share_on": timezone.localdate()}):
        with pytest.raises(ValidationError):
            turned(talk, people.facilitator, **fields)
    talk.refresh_from_db()
    assert talk.kind == "question"


def test_who_was_put_the_question_is_asked_in_the_discussion_and_told_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.member)
    routings.route(discussion=talk, to=people.expert, by=people.member, words="You know.")
    dispatched()
    Notice.objects.all().delete()

    turned(Discussion.objects.get(pk=talk.pk), people.facilitator)
    dispatched()

    assert (Invited.objects.get().user, Invited.objects.get().as_expert) == (people.expert, True)
    assert [notice.kind for notice in Notice.objects.filter(user=people.expert)] == ["discussions.asked"]
    assert waiting_questions(people.expert) == []


def test_an_idea_stays_an_idea(community: Any, people: Any) -> None:
    idea = question(community, people.member, kind="idea")
    with pytest.raises(Denied):
        turned(idea, people.facilitator)
