"""Rights grow with what one gave, by the record alone."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from discussions.actions import contributions, moderation
from discussions.enums import ALLOWANCES, Trust
from discussions.queries.allowances import record_of
from discussions.tests.makers import question, said
from discussions.trust import trust_of

pytestmark = pytest.mark.django_db


def test_from_new_to_trusted_and_back_while_one_is_hidden(
    community: Any, neighbour: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = question(community, people.expert)

    def trust() -> Trust:
        return trust_of(record_of(people.member, community).given)

    assert trust() == Trust.NEW
    made = [said(talk, people.member, f"Word {number}") for number in range(3)]
    assert trust() == Trust.KNOWN
    for one in made:
        contributions.mark_useful(contribution=one, by=people.expert)
    assert trust() == Trust.TRUSTED
    moderation.hide(discussion=talk, contribution=made[0], by=people.facilitator, words="Wrong")
    assert trust() == Trust.NEW
    moderation.restore(discussion=talk, contribution=made[0], by=people.facilitator)
    assert trust() == Trust.TRUSTED
    assert trust_of(record_of(people.member, neighbour).given) == Trust.NEW
    assert trust_of(record_of(people.expert, community).given) == Trust.HOLDER
    with django_assert_num_queries(1):
        record_of(people.member, community, talk)


def test_every_level_may_at_least_what_the_one_below_may() -> None:
    rows = [ALLOWANCES[trust] for trust in sorted(Trust)]

    for below, above in itertools.pairwise(rows):
        for less, more in zip(below, above, strict=True):
            assert more is None or (less is not None and less <= more)
