"""Which questions wait for an answer: the last word tells."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from communities.models import Membership
from discussions.actions import contributions, discussions, routings
from discussions.models import Discussion, Routing
from discussions.queries.discussions import desk_of, page_of_community, unanswered
from discussions.queries.routings import waiting_declined
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def waits(talk: Discussion, people: Any) -> bool:
    """On the desk and in the list alike."""
    on_desk = talk in desk_of(people.facilitator).unanswered
    listed = page_of_community(people.facilitator, talk.community, QueryDict(), kind="unanswered")
    assert on_desk == (talk.pk in [row["id"] for row in listed.rows])
    return on_desk


def test_an_expert_s_question_back_takes_it_off_and_the_asker_s_reply_puts_it_back(
    community: Any, people: Any
) -> None:
    talk = question(community, people.member)
    assert waits(talk, people)
    routings.route(discussion=talk, to=people.expert, by=people.facilitator)
    routings.ask_back(routing=Routing.objects.get(), by=people.expert, body="How hard is the water?")
    assert not waits(talk, people)

    said(talk, people.member, "Very hard.")
    assert waits(talk, people)

    answer = said(talk, people.expert, "Then the blue one.")
    assert not waits(talk, people)
    said(talk, people.member, "Thank you!")
    discussions.accept_answer(discussion=talk, contribution=answer, by=people.member)
    assert not waits(talk, people)


def test_the_asker_s_own_addition_is_no_answer(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    said(talk, people.member, "I forgot: it is for a school.")

    assert waits(talk, people)


def test_an_old_last_word_of_the_asker_is_taken_for_a_thank_you(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    said(talk, people.expert, "The blue one.")
    said(talk, people.member, "Thank you!")
    first = desk_of(people.facilitator).unanswered
    assert [row.heard for row in first] == [True]

    Discussion.objects.filter(pk=talk.pk).update(active_at=timezone.now() - datetime.timedelta(days=31))
    assert not waits(talk, people)


def test_what_nobody_answered_stands_before_what_was_asked_again(community: Any, people: Any) -> None:
    again = question(community, people.member, title="Again?")
    said(again, people.expert)
    said(again, people.member, "And in winter?")
    never = question(community, people.member, title="Never?")
    said(never, people.member, "Anybody?")

    assert desk_of(people.facilitator).unanswered == [never, again]


def test_what_was_taken_back_counts_as_never_said(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    contributions.withdraw(contribution=said(talk, people.expert), by=people.expert)

    assert waits(talk, people)


def test_any_word_answers_where_nobody_knows_who_asked_and_from_whom_left(
    community: Any, people: Any
) -> None:
    unnamed = question(community, people.member)
    Discussion.objects.filter(pk=unnamed.pk).update(author=None, is_unnamed=True)
    left = question(community, people.member, title="Another")
    assert waits(unnamed, people)
    said(unnamed, people.expert)
    gone = said(left, people.guest)
    type(gone).objects.filter(pk=gone.pk).update(author=None)

    assert not waits(unnamed, people)
    assert not waits(left, people)


def test_nobody_else_s_desk_and_no_other_kind(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    chat = question(community, people.member, kind="conversation")

    assert list(unanswered(Discussion.objects.all())) == [talk]
    assert desk_of(people.stranger).unanswered == desk_of(people.guest).unanswered == []
    assert chat not in desk_of(people.expert).unanswered


def test_who_could_not_answer_is_told_of_until_somebody_else_speaks(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    routings.route(discussion=talk, to=people.expert, by=people.facilitator)
    routings.pass_on(routing=Routing.objects.get(), by=people.expert)
    said(talk, people.member, "Nobody?")
    assert len(waiting_declined(people.facilitator)) == 1

    said(talk, people.guest, "The blue one.")
    assert waiting_declined(people.facilitator) == []


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_one_statement_for_one_and_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    assert Membership.objects.filter(community=community).exists()
    for _again in range(number):
        said(question(community, people.member), people.member)

    with django_assert_num_queries(2):
        assert len(desk_of(people.facilitator).unanswered) == number
