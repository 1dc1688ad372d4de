"""Reading transformations: by those they concern, and nobody else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from communities.actions import transformations as actions
from communities.queries import transformations
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(neighbour: Any, community: Any, people: Any) -> Any:
    """The closed community next door asks to merge into Water."""
    boss = factories.holder(neighbour, "coordinator")
    return actions.propose(
        community=neighbour,
        kind="merge",
        into=community,
        by=boss,
        reason="We do the same",
        lessons="Listen",
        library_owner=boss,
        on_date=timezone.localdate() + datetime.timedelta(days=14),
    )


def test_a_proposal_is_for_its_members_and_those_who_are_asked(proposal: Any, people: Any) -> None:
    for who in (people.coordinator, people.stranger, people.administrator, proposal.started_by):
        assert transformations.get_for(who, proposal.pk) == proposal

    for who in (people.member, people.facilitator, people.guest, AnonymousUser()):
        with pytest.raises(Http404):
            transformations.get_for(who, proposal.pk)


def test_a_merge_waits_on_the_desk_of_who_may_answer(
    proposal: Any, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        [waiting] = transformations.waiting_for(people.coordinator)

    assert waiting.sentence == "Vaccines asks to merge into Water."
    assert waiting.url == f"/transformations/{proposal.pk}/"
    assert transformations.waiting_for(people.facilitator) == []
    for name in ("Health", "Roads"):
        other = factories.community_with_roles(name)
        boss = factories.holder(other, "coordinator")
        actions.propose(
            community=other,
            kind="merge",
            into=community,
            by=boss,
            reason="Together",
            lessons="Listen",
            library_owner=boss,
            on_date=proposal.on_date,
        )
    with django_assert_num_queries(1):
        assert len(transformations.waiting_for(people.coordinator)) == 3


def test_an_answered_proposal_waits_for_nobody(proposal: Any, people: Any) -> None:
    actions.answer(step=proposal, by=people.coordinator, yes=False)

    assert transformations.waiting_for(people.coordinator) == []


def test_a_community_without_a_step_is_asked_nothing(community: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert transformations.on_top(community) is None
