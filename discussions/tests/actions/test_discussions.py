"""The life of a discussion, from its start or its brief to its end."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from discussions.actions import discussions
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


def test_the_same_form_with_the_same_words_is_the_same_discussion(community: Any, people: Any) -> None:
    first = question(community, people.member, origin="web:1:a")
    second = question(community, people.member, origin="web:1:a")

    assert first.pk == second.pk
    assert recorded("discussion_started") == 1


@pytest.mark.parametrize("other", [{"title": "Other"}, {"body": "Other"}])
def test_the_same_form_with_other_words_begins_nothing_and_says_so(
    other: dict[str, str], community: Any, people: Any
) -> None:
    question(community, people.member, origin="web:1:a")

    with pytest.raises(ValidationError, match="sent other words from this page already"):
        question(community, people.member, origin="web:1:a", **other)

    assert recorded("discussion_started") == 1


@pytest.mark.parametrize("origin", ["mail:a", "topic:promotion"])
def test_a_mail_or_a_topic_is_one_discussion_whatever_it_says(
    origin: str, community: Any, people: Any
) -> None:
    first = question(community, people.member, origin=origin)

    assert question(community, people.member, origin=origin, title="Other", body="Other") == first
    assert recorded("discussion_started") == 1


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
    discussions.take_answer_back(discussion=talk, contribution=talk.answer, by=people.member)
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


def test_what_was_closed_too_soon_is_opened_again_by_who_may_close(
    community: Any, neighbour: Any, people: Any
) -> None:
    talk = question(community, people.member)
    discussions.close(discussion=talk, by=people.member)
    for who in (people.guest, people.stranger):
        with pytest.raises(Denied):
            discussions.reopen(discussion=talk, by=who)
    talk.refresh_from_db()
    assert not talk.is_open

    for _again in range(2):
        discussions.reopen(discussion=talk, by=people.facilitator)

    talk.refresh_from_db()
    assert talk.is_open
    assert recorded("discussion_reopened") == 1
    assert said(talk, people.guest).number == 1
    with pytest.raises(ValidationError):
        discussions.reopen(discussion=facilitated(community, people.facilitator), by=people.facilitator)


def test_taking_an_answer_back_is_noted_once_and_leaves_another_that_was_accepted_since(
    community: Any, people: Any
) -> None:
    talk = question(community, people.member)
    first, second = said(talk, people.expert), said(talk, people.facilitator)
    discussions.accept_answer(discussion=talk, contribution=first, by=people.member)
    discussions.accept_answer(discussion=talk, contribution=second, by=people.member)

    discussions.take_answer_back(discussion=talk, contribution=first, by=people.member)
    talk.refresh_from_db()
    assert (talk.answer_id, recorded("answer_taken_back")) == (second.pk, 0)

    for who in (people.guest, people.stranger):
        with pytest.raises(Denied):
            discussions.take_answer_back(discussion=talk, contribution=second, by=who)
    for _again in range(2):
        discussions.take_answer_back(discussion=talk, contribution=second, by=people.member)
    talk.refresh_from_db()
    assert (talk.answer_id, recorded("answer_taken_back")) == (None, 1)
