"""Where a synthesis can go and went."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests import factories
from discussions.actions import disseminations as actions
from discussions.queries import disseminations
from discussions.tests.actions.test_disseminations import concluded

pytestmark = pytest.mark.django_db


def test_one_tells_communities_one_belongs_to_and_each_once(
    community: Any, neighbour: Any, people: Any
) -> None:
    talk = concluded(community, people.facilitator, people.member)
    assert disseminations.to_tell(people.facilitator, talk) == []
    by = factories.joined(neighbour, people.facilitator)

    assert disseminations.to_tell(by, talk) == [neighbour]
    actions.tell_community(discussion=talk, to=neighbour, by=by)

    assert disseminations.to_tell(by, talk) == []
    assert [row.where for row in disseminations.went_to(by, talk)] == ["Vaccines"]
    assert disseminations.went_to(people.guest, talk) == []
