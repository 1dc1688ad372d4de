"""Muting a community: no letters, except on what a person chose to follow."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import Denied
from discussions.actions import mutes, subscriptions
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def letters(person: Any) -> int:
    return OutgoingMail.objects.filter(user=person).count()


def test_a_muted_community_sends_no_letters_also_of_what_was_followed_by_default(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    dispatched()
    mutes.mute(community=community, by=people.expert)

    said(talk, people.member)
    dispatched()
    assert letters(people.expert) == 0

    mutes.unmute(community=community, by=people.expert)
    said(talk, people.member)
    dispatched()
    assert letters(people.expert) == 1


def test_what_a_person_chose_to_follow_still_comes(community: Any, people: Any, dispatched: Any) -> None:
    talk = question(community, people.expert)
    dispatched()
    mutes.mute(community=community, by=people.expert)
    subscriptions.follow(discussion=talk, by=people.expert, frequency="instant")

    said(talk, people.member)
    dispatched()

    assert letters(people.expert) == 1


def test_a_mute_holds_in_one_community_and_for_one_person(
    community: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    dispatched()
    mutes.mute(community=community, by=people.guest)

    said(talk, people.member)
    dispatched()

    assert letters(people.expert) == 1
    with pytest.raises(Denied):
        mutes.mute(community=neighbour, by=people.expert)
