"""Reading proposals."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from communities.actions import proposals as actions
from communities.models import Proposal
from communities.queries import proposals
from communities.tests.actions.test_proposals import over, proposed
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def concluded(community: Any, by: Any, *, days: int = 0) -> Proposal:
    """Decided and concluded, to be looked at again so many days from the community's today."""
    made = over(proposed(community, by))
    actions.close(made.pk)
    actions.conclude(proposal=made, by=by, result="Monthly, for a year")
    Proposal.objects.filter(pk=made.pk).update(review_on=community.today + days * DAY)
    made.refresh_from_db()
    return made


def test_what_runs_and_what_ended_are_apart(community: Any, people: Any) -> None:
    later, sooner = proposed(community, people.member, days=14), proposed(community, people.member, days=3)
    old = over(proposed(community, people.member))
    actions.close(old.pk)
    actions.cast(proposal=later, by=people.expert, choice="objection", reason="Too rare")

    assert list(proposals.proposals_of(people.member, community, running=True)) == [sooner, later]
    assert list(proposals.proposals_of(people.member, community, running=False)) == [old]
    assert proposals.get_proposal_for(people.member, community, later.pk).ballot_count == 1
    assert [row.reason for row in proposals.objections(later)] == ["Too rare"]
    assert proposals.own_ballot(people.member, later) is None
    assert proposals.own_ballot(AnonymousUser(), later) is None


def test_a_stranger_reads_none_of_a_closed_community(community: Any, people: Any) -> None:
    made = proposed(community, people.member)
    community.visibility = "closed"
    community.save()

    assert list(proposals.proposals_of(people.stranger, community, running=True)) == []
    with pytest.raises(Http404):
        proposals.get_proposal_for(people.stranger, community, made.pk)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Niue"])
@pytest.mark.parametrize(("days", "waits", "late"), [(1, False, False), (0, True, False), (-1, True, True)])
def test_on_its_day_a_proposal_is_to_be_looked_at_again_by_those_who_conclude(
    days: int, waits: bool, late: bool, zone: str, community: Any, neighbour: Any, people: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(time_zone=zone)
    community.refresh_from_db()
    made = concluded(community, people.member, days=days)

    for who in (people.coordinator, people.facilitator):
        found = proposals.waiting_proposals(who)
        assert [row.key for row in found] == [f"proposal:{made.pk}:{made.review_on}"] * waits
        assert [(row.due, row.is_late) for row in found] == [(made.review_on, late)] * waits
        assert all(row.since <= timezone.now() for row in found)
    for who in (people.expert, people.member, people.stranger, factories.holder(neighbour, "coordinator")):
        assert proposals.waiting_proposals(who) == []


def test_the_review_is_recorded_or_put_off_and_waits_no_more(community: Any, people: Any) -> None:
    made, other = (concluded(community, people.member) for _number in range(2))
    assert len(proposals.waiting_proposals(people.facilitator)) == 2

    actions.conclude(proposal=made, by=people.facilitator, result="It worked; it stays")
    later = community.today + 90 * DAY
    actions.conclude(proposal=other, by=people.facilitator, result=other.result, review_on=later)

    assert proposals.waiting_proposals(people.facilitator) == []
    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.result, made.review_on) == ("It worked; it stays", None)
    assert (other.result, other.review_on) == ("Monthly, for a year", later)


def test_what_waited_longest_comes_first_and_nothing_of_an_archived_community(
    community: Any, people: Any
) -> None:
    late, today = (concluded(community, people.member, days=days) for days in (-3, 0))
    Proposal.objects.filter(pk=today.pk).update(closed_at=timezone.now() - 400 * DAY)
    fresh = over(proposed(community, people.member))
    actions.close(fresh.pk)
    Proposal.objects.filter(pk=fresh.pk).update(closed_at=timezone.now() - 2 * DAY)

    found = [row.url.split("/")[-2] for row in proposals.waiting_proposals(people.coordinator)]

    assert found == [str(late.pk), str(fresh.pk), str(today.pk)]
    type(community).objects.filter(pk=community.pk).update(archived_at=timezone.now())
    assert proposals.waiting_proposals(people.coordinator) == []


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_costs_the_same_for_one_and_three(
    count: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        where = factories.community(f"More {number}")
        factories.joined(where, people.facilitator, "facilitator")
        concluded(where, people.facilitator)

    with django_assert_num_queries(1):
        assert len(proposals.waiting_proposals(people.facilitator)) == count
