"""Reading the needs board."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from communities.actions import needs as actions
from communities.queries import needs

pytestmark = pytest.mark.django_db


def test_the_board_shows_the_most_wanted_first_and_whether_one_wants_it(community: Any, people: Any) -> None:
    one, two = (actions.add(community=community, by=people.member, text=text) for text in ("One", "Two"))
    actions.support(need=one, by=people.expert)

    assert [(row, row.mine) for row in needs.board(people.expert, community)] == [(one, True), (two, False)]
    actions.answer(need=one, by=people.facilitator, state="met", outcome="Here")
    assert list(needs.board(people.expert, community)) == [two]
    assert list(needs.board(people.expert, community, answered=True)) == [one]


def test_a_stranger_reads_no_board_of_a_closed_community(community: Any, people: Any) -> None:
    actions.add(community=community, by=people.member, text="One")
    community.visibility = "closed"
    community.save()

    for who in (people.stranger, AnonymousUser()):
        assert list(needs.board(who, community)) == []
        assert needs.similar(who, community, "One") == []
