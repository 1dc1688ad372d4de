"""Reading who used a contribution."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import uses as actions
from discussions.queries import uses
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_the_newest_use_stands_first_and_those_of_others_elsewhere(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = question(community, people.expert)
    made, other = said(talk, people.member), said(talk, people.member, "The red one.")
    actions.say_used(contribution=other, by=people.guest, words="Another one")
    actions.say_used(contribution=made, by=people.guest, words="One")

    with django_assert_num_queries(1):
        assert [(use.user.name, use.words) for use in uses.of_contribution(made)] == [
            (people.guest.name, "One")
        ]
    for who in (people.expert, people.facilitator):
        actions.say_used(contribution=made, by=who, words="Later")
    with django_assert_num_queries(1):
        found = [use.user.name for use in uses.of_contribution(made)]
    assert found == [people.facilitator.name, people.expert.name, people.guest.name]


def test_ones_own_use_is_found_and_nobody_elses(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member)
    use = actions.say_used(contribution=made, by=people.guest, words="It holds.")

    assert uses.own(people.guest, made) == use
    assert uses.own(people.expert, made) is None
