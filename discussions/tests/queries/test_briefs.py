"""Earlier briefs to start from."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests import factories
from discussions.queries import briefs
from discussions.tests.makers import facilitated, question

pytestmark = pytest.mark.django_db


def test_only_facilitated_discussions_of_this_community_are_offered(
    community: Any, neighbour: Any, people: Any
) -> None:
    mine = facilitated(community, people.facilitator)
    chat = question(community, people.member)
    theirs = facilitated(neighbour, factories.holder(neighbour, "facilitator"))

    assert briefs.earlier_ones(people.facilitator, community) == [mine]
    assert briefs.earlier(people.facilitator, community, str(mine.pk)) == mine
    for key in (str(chat.pk), str(theirs.pk), "x", "", "9" * 40, "²"):
        assert briefs.earlier(people.facilitator, community, key) is None
