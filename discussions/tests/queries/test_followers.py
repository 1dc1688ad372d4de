"""Who follows and may still read: nobody else hears anything."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships, suspensions
from communities.models import Community
from cop_portal.foundation.notifications.models import Notice
from discussions.actions import subscriptions
from discussions.queries.followers import followers
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_who_left_a_closed_community_or_is_suspended_hears_nothing(
    community: Any, people: Any, dispatched: Any
) -> None:
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    community.refresh_from_db()
    talk = question(community, people.expert)
    for who in (people.member, people.guest, people.knowledge_manager, people.facilitator):
        subscriptions.follow(discussion=talk, by=who, frequency="instant")
    memberships.leave(community=community, by=people.guest)
    suspensions.suspend(user=people.member, community=community, by=people.facilitator, reason="Spam")
    said(talk, people.expert)

    dispatched()

    assert {notice.user for notice in Notice.objects.filter(kind="discussions.contribution")} == {
        people.knowledge_manager,
        people.facilitator,
    }


@pytest.mark.parametrize(
    ("visibility", "names"),
    [
        ("public", {"Mona Member", "Gil Guest", "Sam Stranger"}),
        ("organisation", {"Mona Member", "Gil Guest", "Sam Stranger"}),
        ("closed", {"Mona Member", "Gil Guest"}),
    ],
)
def test_by_who_may_read(visibility: str, names: set[str], community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    for who in (people.member, people.guest, people.stranger):
        subscriptions.follow(discussion=talk, by=who, frequency="instant")
    Community.objects.filter(pk=community.pk).update(visibility=visibility)

    found = type(people.member).objects.filter(pk__in=followers(talk.pk))

    assert {person.name for person in found} == names


def test_no_discussion_no_followers() -> None:
    assert followers(0) == []
