"""Reading proposals."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from communities.actions import proposals as actions
from communities.queries import proposals
from communities.tests.actions.test_proposals import over, proposed

pytestmark = pytest.mark.django_db


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
