"""Who muted a community."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.notifications import actions as choices
from cop_portal.foundation.notifications.models import EVERYTHING
from discussions.actions import mutes
from discussions.queries.mutes import muted_ids

pytestmark = pytest.mark.django_db


def test_those_of_the_people_who_muted_this_community(community: Any, neighbour: Any, people: Any) -> None:
    asked = [people.member.pk, people.guest.pk]
    for who in (people.member, people.expert):
        mutes.mute(community=community, by=who)

    assert muted_ids(community.pk, asked) == {people.member.pk}
    assert muted_ids(neighbour.pk, asked) == set()
    assert muted_ids(None, asked) == set()


def test_one_kind_stopped_or_a_weekly_letter_is_no_mute(community: Any, people: Any) -> None:
    choices.choose(by=people.member, frequencies={"discussions.started": "never"}, community=community)
    choices.choose(by=people.guest, frequencies={EVERYTHING: "weekly"}, community=community)
    choices.choose(by=people.expert, frequencies={EVERYTHING: "never"})

    assert muted_ids(community.pk, [people.member.pk, people.guest.pk, people.expert.pk]) == set()


def test_it_is_one_statement_for_one_and_for_three(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for who in (people.member, people.guest, people.expert):
        mutes.mute(community=community, by=who)

    for asked in ([people.member.pk], [people.member.pk, people.guest.pk, people.expert.pk]):
        with django_assert_num_queries(1):
            assert muted_ids(community.pk, asked) == set(asked)
