"""Who is behind a synthesis, in one statement, and to whom their names are said."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from discussions.actions import moderation, syntheses
from discussions.permissions import is_inside
from discussions.queries.syntheses import MOST_NAMED, behind
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_one_statement_for_any_number(
    number: int, community: Any, people: Any, make_person: Any, django_assert_num_queries: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    said(talk, people.member)
    for _index in range(number):
        said(talk, people.expert)
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Care [1].")
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    assert is_inside(people.member, community)

    with django_assert_num_queries(1):
        found = behind(people.member, talk)

    assert [(one.name, one.number) for one in found.cited] == [(people.member.name, 1)]
    assert (found.others, found.more) == ([people.expert.name], 0)
    assert len(found.others) <= MOST_NAMED
    outside = behind(AnonymousUser(), talk)
    assert (len(outside.cited), outside.others, outside.more) == (1, [], 1)


def test_who_is_hidden_is_not_named(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    said(talk, people.member)
    bad = said(talk, people.expert)
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, in_short="Care [1].", body="Care [1].")
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    moderation.hide(discussion=talk, contribution=bad, by=people.facilitator, words="Names a patient")

    assert behind(people.member, talk).others == []
