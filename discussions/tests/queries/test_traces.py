"""What somebody contributed and what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests import factories
from discussions.actions import contributions, discussions, syntheses
from discussions.queries import traces
from discussions.queries.traces import contributions_of, spoken
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_contributions_cost_the_same_for_one_and_three(
    count: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    talk = discussions.start(
        community=community, by=people.expert, title="Which?", body="x", kind="question", quiet=True
    )
    for number in range(count):
        made = contributions.add(discussion=talk, by=people.member, body=f"Pump {number}", quiet=True)
    contributions.mark_useful(contribution=made, by=people.expert)

    with django_assert_num_queries(1):
        found = contributions_of(people.member, people.member, 12)

    assert len(found) == count
    assert found[0].became == ("Useful to 1 person",)
    assert contributions_of(people.member, people.stranger, 12) == []


def test_what_was_withdrawn_or_may_not_be_read_is_not_there(community: Any, people: Any) -> None:
    talk = discussions.start(
        community=community, by=people.expert, title="Which?", body="x", kind="question", quiet=True
    )
    gone = contributions.add(discussion=talk, by=people.member, body="Hm", quiet=True)
    contributions.add(discussion=talk, by=people.member, body="Yes", quiet=True)
    contributions.withdraw(contribution=gone, by=people.member)
    assert len(contributions_of(people.stranger, people.member, 12)) == 1

    community.visibility = "closed"
    community.save()
    assert contributions_of(people.stranger, people.member, 12) == []


def test_who_has_spoken_is_who_has_asked_or_answered_here(
    community: Any, neighbour: Any, people: Any
) -> None:
    everybody = [people.member.pk, people.stranger.pk, people.expert.pk, people.guest.pk]
    talk = discussions.start(
        community=community, by=people.member, title="Which filter?", body="In hard water.", quiet=True
    )
    assert spoken(community, everybody) == {people.member.pk}

    contributions.add(discussion=talk, by=people.expert, body="One of sand.", quiet=True)
    discussions.start(
        community=neighbour, by=people.stranger, title="Which rope?", body="In salt.", quiet=True
    )

    assert spoken(community, everybody) == {people.member.pk, people.expert.pk}
    assert spoken(neighbour, everybody) == {people.stranger.pk}
    assert spoken(community, [people.guest.pk]) == set()


def test_who_wrote_a_synthesis_has_it_among_their_traces_where_the_viewer_may_read_it(
    neighbour: Any, people: Any
) -> None:
    writer = factories.holder(neighbour, "facilitator")
    talk = facilitated(neighbour, writer)
    said(talk, factories.holder(neighbour, "expert"), "Cool it.")
    syntheses.save_synthesis(discussion=talk, by=writer, in_short="S", body="Cool it [1]")
    assert traces.syntheses_of(writer, writer, 5) == []

    syntheses.publish_synthesis(discussion=talk, by=writer)

    found = traces.syntheses_of(writer, writer, 5)
    assert [(trace.title, trace.became) for trace in found] == [(talk.title, ("Rests on 1 person",))]
    assert traces.syntheses_of(people.member, writer, 5) == []
