"""What a person has not read: of what they opened or follow, at the same cost for any number."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.actions import mutes, subscriptions
from discussions.actions.posting import note_read
from discussions.queries import unread
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_it_counts_from_where_the_person_stopped(
    number: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talks = [question(community, people.expert, title=f"Talk {index}") for index in range(number)]
    for talk in talks:
        for _again in range(22):
            said(talk, people.member)
        note_read(discussion_id=talk.pk, user_id=people.guest.pk, number=20)
    said(talks[0], people.guest)
    said(talks[0], people.member)

    with django_assert_num_queries(2):
        found = unread.of_list(people.guest, [talk.pk for talk in talks])
        whole = unread.by_community(people.guest, [community.pk])

    assert found[talks[0].pk].count == 1
    assert [one.anchor for pk, one in found.items() if pk != talks[0].pk] == ["?page=2#c21"] * (number - 1)
    assert whole == {community.pk: number}


def test_what_nobody_opened_or_follows_is_not_counted_and_the_asker_follows(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    dispatched()
    said(talk, people.member)

    assert unread.of_list(people.guest, [talk.pk]) == {}
    assert unread.of_list(people.expert, [talk.pk])[talk.pk].count == 1


def test_what_is_muted_is_not_counted(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member)
    note_read(discussion_id=talk.pk, user_id=people.guest.pk, number=1)
    said(talk, people.member)
    assert unread.by_community(people.guest, [community.pk]) == {community.pk: 1}

    mutes.mute(community=community, by=people.guest)
    assert unread.by_community(people.guest, [community.pk]) == {}

    mutes.unmute(community=community, by=people.guest)
    subscriptions.follow(discussion=talk, by=people.guest, frequency="never")
    assert unread.by_community(people.guest, [community.pk]) == {}
    assert unread.of_list(people.guest, [talk.pk]) == {}
