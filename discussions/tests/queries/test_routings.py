"""To whom a question was put, and what waits for whom."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from communities.models import Membership
from cop_portal.tests import factories
from discussions.actions import routings as actions
from discussions.models import Routing
from discussions.queries import routings
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db


def test_experts_who_match_come_first_and_who_was_asked_or_asks_does_not_come(
    community: Any, people: Any
) -> None:
    match, none, asked = (
        factories.joined(community, factories.person(name), "expert") for name in ("Zoe", "Ann", "Una")
    )
    Membership.objects.filter(community=community, user=match).update(subjects=["Pumps"])
    talk = question(community, people.expert, subjects=["pumps"])
    actions.route(discussion=talk, to=asked, by=people.facilitator)

    found = routings.candidates(talk)

    assert [row.expert.user for row in found] == [match, none]
    assert found[0].matching == ["pumps"]


@pytest.mark.parametrize("number", [1, 3])
def test_candidates_and_the_desk_cost_the_same_for_one_and_three(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        factories.joined(community, factories.person(f"Expert {index}"), "expert")
        talk = question(community, people.member, title=f"Question {index}")
        actions.route(discussion=talk, to=people.expert, by=people.member)

    with django_assert_num_queries(4):
        assert len(routings.candidates(talk)) == number
    with django_assert_num_queries(1):
        assert len(routings.waiting_questions(people.expert)) == number


def test_what_waits_names_who_thinks_so_and_others_have_nothing_waiting(community: Any, people: Any) -> None:
    actions.route(discussion=question(community, people.member), to=people.expert, by=people.member)

    (waiting,) = routings.waiting_questions(people.expert)

    assert waiting.sentence == "“Which pump lasts?” was put to you."
    assert waiting.reason == "Mona Member thinks that you know."
    for other in (people.facilitator, people.stranger):
        assert routings.waiting_questions(other) == []


def test_who_left_the_community_has_nothing_waiting(neighbour: Any, people: Any) -> None:
    asker = factories.holder(neighbour, "facilitator")
    expert = factories.holder(neighbour, "expert")
    actions.route(discussion=question(neighbour, asker), to=expert, by=asker)
    assert len(routings.waiting_questions(expert)) == 1

    Membership.objects.filter(community=neighbour, user=expert).update(state="left", roles=[])

    assert routings.waiting_questions(type(expert).objects.get(pk=expert.pk)) == []


def test_what_nobody_could_answer_waits_for_facilitators_only(community: Any, people: Any) -> None:
    row = actions.route(discussion=question(community, people.member), to=people.expert, by=people.member)
    actions.pass_on(routing=row, by=people.expert)

    (waiting,) = routings.waiting_declined(people.facilitator)

    assert "Water Expert cannot answer" in waiting.sentence
    for other in (people.member, people.stranger):
        assert routings.waiting_declined(other) == []


def test_ones_own_routing_is_found_and_nobody_elses(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    row = actions.route(discussion=talk, to=people.expert, by=people.member)

    assert routings.own(people.expert, talk) == row
    for other in (people.member, people.stranger):
        with pytest.raises(Http404):
            routings.own(other, talk)


def test_late_is_what_waits_longer_than_the_patience_of_a_level(community: Any, people: Any) -> None:
    actions.route(discussion=question(community, people.member), to=people.expert, by=people.member)
    now = timezone.now()

    assert not routings.late(now + datetime.timedelta(days=2), 1).exists()
    assert routings.late(now + datetime.timedelta(days=4), 1).count() == 1
    Routing.objects.update(reminders=1)
    assert not routings.late(now + datetime.timedelta(days=4), 1).exists()
    assert routings.late(now + datetime.timedelta(days=8), 2).count() == 1
