"""Who may do what in a discussion, as tables."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.actions import memberships, suspensions
from cop_portal.foundation.permissions import can
from discussions.permissions import (
    check_accept_answer,
    check_close_discussion,
    check_conclude,
    check_contribute,
    check_convene_discussion,
    check_edit_contribution,
    check_edit_opening,
    check_mark_useful,
    check_read_discussion,
    check_withdraw_contribution,
    roles_shown,
)
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db

# read, contribute, edit the member's contribution, withdraw it, accept an answer to the expert's question,
# convene, conclude
TABLE = {
    "administrator": (True, True, True, False, True, True, True),
    "coordinator": (True, True, True, False, True, True, True),
    "facilitator": (True, True, True, False, True, True, True),
    "expert": (True, True, False, False, True, False, False),
    "knowledge_manager": (True, True, False, False, False, False, False),
    "member": (True, True, True, True, False, False, False),
    "guest": (True, True, False, False, False, False, False),
    "stranger": (True, False, False, False, False, False, False),
    "sponsor": (True, False, False, False, False, False, False),
}


@pytest.mark.parametrize("who", TABLE)
def test_in_a_community_that_is_open_to_the_organisation(who: str, community: Any, people: Any) -> None:
    talk, brief = question(community, people.expert), facilitated(community, people.facilitator)
    made = said(talk, people.member)
    person = getattr(people, who)

    answers = (
        can(check_read_discussion, person, talk),
        can(check_contribute, person, talk),
        can(check_edit_contribution, person, made),
        can(check_withdraw_contribution, person, made),
        can(check_accept_answer, person, talk),
        can(check_convene_discussion, person, community),
        can(check_conclude, person, brief),
    )

    assert answers == TABLE[who]


def test_an_opening_is_changed_by_its_author_and_by_those_who_moderate(community: Any, people: Any) -> None:
    talk, brief = question(community, people.member), facilitated(community, people.facilitator)

    assert {who for who in TABLE if can(check_edit_opening, getattr(people, who), talk)} == {
        "administrator", "coordinator", "facilitator", "member",
    }  # fmt: skip
    assert not any(can(check_edit_opening, getattr(people, who), brief) for who in TABLE)
    talk.closed_at = timezone.now()
    assert not can(check_edit_opening, people.member, talk)
    assert can(check_edit_opening, people.facilitator, talk)
    assert not can(check_edit_opening, AnonymousUser(), talk)


def test_visitors_and_strangers_of_a_closed_community_may_nothing(neighbour: Any, people: Any) -> None:
    talk = question(neighbour, people.stranger)
    made = said(talk, people.stranger)

    for person in (people.member, people.coordinator, people.sponsor, AnonymousUser()):
        assert not can(check_read_discussion, person, talk)
        assert not can(check_contribute, person, talk)
        assert not can(check_mark_useful, person, made)


@pytest.mark.parametrize("how", ["left", "suspended", "archived"])
def test_who_began_it_ends_it_as_long_as_they_are_a_member_and_the_community_lives(
    how: str, community: Any, people: Any
) -> None:
    """In a community that they can still read."""
    asked, talk = question(community, people.member), facilitated(community, people.facilitator)
    talk.facilitator = people.member
    ends = ((check_accept_answer, asked), (check_close_discussion, asked), (check_conclude, talk))
    assert [can(check, people.member, about) for check, about in ends] == [True] * 3

    if how == "left":
        memberships.leave(community=community, by=people.member)
    elif how == "suspended":
        suspensions.suspend(user=people.member, community=community, by=people.coordinator, reason="Spam")
    else:
        asked.community.archived_at = talk.community.archived_at = timezone.now()

    who = type(people.member).objects.get(pk=people.member.pk)
    assert can(check_read_discussion, who, talk)
    assert [can(check, who, about) for check, about in ends] == [False] * 3


def test_the_role_at_the_time_stands_beside_the_name(community: Any, people: Any) -> None:
    assert roles_shown(people.expert, community) == ["expert"]
    assert roles_shown(people.guest, community) == ["guest"]
    assert roles_shown(people.member, community) == []
