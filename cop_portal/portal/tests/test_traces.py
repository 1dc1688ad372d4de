"""What became of what a person gave: gathered from all storeys, for who may read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from communities import traces
from discussions.actions import contributions, discussions

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(community: Any, people: Any) -> Any:
    talk = discussions.start(
        community=community, by=people.expert, title="Which?", body="Pump", kind="question", quiet=True
    )
    answer = contributions.add(discussion=talk, by=people.member, body="The blue one", quiet=True)
    contributions.add(discussion=talk, by=people.member, body="Or the red", quiet=True)
    discussions.accept_answer(discussion=talk, contribution=answer, by=people.expert)
    return talk


def test_an_accepted_answer_says_so_and_goes_first(answered: Any, people: Any) -> None:
    found = traces.of_person(people.stranger, people.member)

    assert [(trace.title, trace.became) for trace in found] == [
        ("Which?", ("Accepted as the answer",)),
        ("Which?", ()),
    ]


def test_what_the_viewer_may_not_read_is_not_there(answered: Any, community: Any, people: Any) -> None:
    community.visibility = "secret"
    community.save()

    assert traces.of_person(people.stranger, people.member) == []
    assert traces.of_person(AnonymousUser(), people.member) == []
    assert len(traces.of_person(people.expert, people.member)) == 2
