"""Following a discussion, and stopping."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.permissions import Denied
from discussions.actions import subscriptions
from discussions.models import Follow
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db


def test_a_choice_is_kept_and_a_default_never_undoes_it(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    subscriptions.follow(discussion=talk, by=people.member, frequency="never")

    subscriptions.follow_by_default(discussion_id=talk.pk, user_id=people.member.pk)

    assert Follow.objects.get(user=people.member).frequency == "never"


def test_nobody_follows_what_they_may_not_read_nor_in_a_way_that_is_none(
    community: Any, neighbour: Any, people: Any
) -> None:
    closed = question(neighbour, people.stranger)
    with pytest.raises(Denied):
        subscriptions.follow(discussion=closed, by=people.member, frequency="instant")
    with pytest.raises(ValueError, match="hourly"):
        subscriptions.follow(
            discussion=question(community, people.expert), by=people.member, frequency="hourly"
        )

    assert not Follow.objects.filter(user=people.member).exists()


def test_stopping_works_without_having_followed(community: Any, people: Any) -> None:
    talk = question(community, people.expert)

    for _again in range(2):
        subscriptions.stop(discussion_id=talk.pk, user=people.stranger)

    assert Follow.objects.get(user=people.stranger).frequency == "never"
