"""What a split makes and what undoing it leaves; how a hand-over goes when people have moved on."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import memberships, transformations
from communities.models import Community, Membership, Transformation
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def state_of(community: Any) -> tuple[str, bool]:
    community.refresh_from_db()
    return community.stage, community.is_archived


def coordinators(community: Any) -> set[Any]:
    return {row.user for row in Membership.objects.with_role("coordinator").filter(community=community)}


def on_its_day(step: Transformation) -> Transformation:
    transformations.carry_out_due(step.on_date)
    step.refresh_from_db()
    return step


def split(community: Any, people: Any, **plan: Any) -> Transformation:
    parts = [
        {"name": "Rivers", "tagline": "Of rivers", "user_ids": [people.member.pk]},
        {"name": "Wells", "tagline": "Of wells", "everybody": True},
    ]
    plan = {"parts": parts, "on_date": timezone.localdate() + datetime.timedelta(days=14), **plan}
    return transformations.propose(
        community=community, kind="split", reason="Two practices", by=people.coordinator, **plan
    )


def test_a_split_makes_communities_in_planning_and_invites_the_chosen(community: Any, people: Any) -> None:
    on_its_day(split(community, people))

    rivers, wells = Community.objects.get(slug="rivers"), Community.objects.get(slug="wells")
    assert (rivers.stage, rivers.visibility) == ("planning", community.visibility)
    states = dict(Membership.objects.filter(community=rivers).values_list("user", "state"))
    assert states == {people.coordinator.pk: "active", people.member.pk: "invited"}
    assert coordinators(rivers) == {people.coordinator}
    assert Membership.objects.filter(community=wells, state="invited").count() == 5
    assert state_of(community) == ("planning", False)


def test_a_part_of_a_secret_community_is_not_open_to_everybody(community: Any, people: Any) -> None:
    step = split(community, people)
    Community.objects.filter(pk=community.pk).update(visibility="secret", join_policy="open")  # of long ago

    on_its_day(step)

    parts = Community.objects.filter(slug__in=["rivers", "wells"]).values_list("visibility", "join_policy")
    assert set(parts) == {("secret", "invitation")}


def test_a_split_may_close_the_old_one_and_undoing_closes_the_new(community: Any, people: Any) -> None:
    step = on_its_day(
        split(community, people, closes=True, lessons="Grow slowly", library_owner=people.expert)
    )
    assert state_of(community) == ("transforming", True)

    transformations.undo(step=step, by=people.coordinator, reason="One is enough")

    rivers = Community.objects.get(slug="rivers")
    assert state_of(community) == ("planning", False)
    assert (rivers.is_archived, rivers.transformation.into) == (True, community)
    assert not Membership.objects.filter(community=rivers, state="invited").exists()


def test_a_split_needs_free_names(neighbour: Any, community: Any, people: Any) -> None:
    for parts in ([], [{"name": " "}], [{"name": "vaccines"}], [{"name": "A"}, {"name": "a"}]):
        with pytest.raises(ValidationError):
            split(community, people, parts=parts)

    assert not Transformation.objects.exists()


def test_a_name_that_was_taken_meanwhile_gets_a_number(community: Any, people: Any) -> None:
    step = split(community, people)
    factories.community("Rivers")

    on_its_day(step)

    assert set(Community.objects.filter(slug__startswith="rivers").values_list("name", "slug")) == {
        ("Rivers", "rivers"), ("Rivers 2", "rivers-2"),
    }  # fmt: skip


def test_undoing_a_hand_over_leaves_a_second_coordinator_in_place(community: Any, people: Any) -> None:
    memberships.give_role(community=community, user=people.member, role="coordinator", by=people.coordinator)
    step = transformations.propose(
        community=community,
        kind="hand_over",
        reason="I move",
        by=people.coordinator,
        outgoing=people.coordinator,
        successor=people.member,
        on_date=timezone.localdate(),
    )
    step = transformations.answer(step=step, by=people.member, yes=True)
    assert coordinators(community) == {people.member}

    transformations.undo(step=step, by=people.coordinator, reason="Back")

    assert coordinators(community) == {people.coordinator, people.member}


def test_a_role_is_not_given_back_to_who_left(community: Any, people: Any) -> None:
    step = transformations.propose(
        community=community,
        kind="hand_over",
        reason="I move",
        by=people.coordinator,
        outgoing=people.coordinator,
        successor=people.member,
        on_date=timezone.localdate(),
    )
    step = transformations.answer(step=step, by=people.member, yes=True)
    memberships.leave(community=community, by=people.coordinator)

    with pytest.raises(ValidationError):
        transformations.undo(step=step, by=people.administrator, reason="Back")

    assert coordinators(community) == {people.member}
    step.refresh_from_db()
    assert step.state == "done"
