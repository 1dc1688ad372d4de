"""Making a community and changing how it presents itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from communities.actions import communities
from communities.enums import Role
from communities.models import Community, StageChange
from communities.queries.communities import directory
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_a_new_community_is_in_planning_with_four_groups(people: Any) -> None:
    made = communities.create_community(by=people.administrator, name="Cities ", slug="cities", tagline="Us")

    change = StageChange.objects.get(community=made)
    assert (made.name, made.folded_name, made.stage) == ("Cities", "cities", "planning")
    assert (change.to_stage, change.by) == ("planning", people.administrator)
    assert Group.objects.filter(name__in=[made.group_name(role) for role in Role]).count() == 4
    assert ActivityEntry.objects.filter(verb="communities.community_created", community=made).count() == 1


@pytest.mark.parametrize("who", ["coordinator", "sponsor", "stranger", "guest"])
def test_only_administrators_make_communities_and_change_their_settings(
    who: str, community: Any, people: Any
) -> None:
    with pytest.raises(Denied):
        communities.create_community(by=getattr(people, who), name="Cities", slug="cities", tagline="Us")
    with pytest.raises(Denied):
        communities.update_settings(community=community, by=getattr(people, who), visibility="public")

    community.refresh_from_db()
    assert community.visibility == "organisation"
    assert not Community.objects.filter(slug="cities").exists()


def test_a_coordinator_changes_the_identity_and_search_follows(community: Any, people: Any) -> None:
    communities.update_identity(
        community=community, by=people.coordinator, name="Agua y Población", purpose="Wells and pumps"
    )

    community.refresh_from_db()
    assert community.folded_name == "agua y poblacion"
    assert list(directory(people.member, words="pumps")) == [community]
    assert ActivityEntry.objects.filter(verb="communities.identity_changed").count() == 1


@pytest.mark.parametrize("who", ["facilitator", "member", "stranger"])
def test_others_do_not_change_the_identity(who: str, community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        communities.update_identity(community=community, by=getattr(people, who), name="Mine")

    community.refresh_from_db()
    assert community.name == "Water"


def test_settings_are_no_identity_and_the_other_way_round(community: Any, people: Any) -> None:
    with pytest.raises(ValueError, match="visibility"):
        communities.update_identity(community=community, by=people.coordinator, visibility="public")
    with pytest.raises(ValueError, match="member_count"):
        communities.update_settings(community=community, by=people.administrator, member_count=9)

    communities.update_settings(community=community, by=people.administrator, visibility="closed")
    community.refresh_from_db()
    assert community.visibility == "closed"


def test_a_coordinator_chooses_how_one_joins_and_the_same_again_is_no_change(
    community: Any, neighbour: Any, people: Any
) -> None:
    for _round in range(2):
        communities.choose_joining(community=community, by=people.coordinator, join_policy="request")

    community.refresh_from_db()
    neighbour.refresh_from_db()
    assert (community.join_policy, neighbour.join_policy) == ("request", "open")
    changes = ActivityEntry.objects.filter(verb="communities.identity_changed")
    assert [(row.community, row.actor) for row in changes] == [(community, people.coordinator)]
    communities.choose_joining(community=community, by=people.administrator, join_policy="invitation")
    community.refresh_from_db()
    assert community.join_policy == "invitation"


@pytest.mark.parametrize("who", ["facilitator", "member", "guest", "stranger", "sponsor", "next door"])
def test_others_do_not_choose_how_one_joins(who: str, community: Any, neighbour: Any, people: Any) -> None:
    by = factories.holder(neighbour, "coordinator") if who == "next door" else getattr(people, who)

    with pytest.raises(Denied):
        communities.choose_joining(community=community, by=by, join_policy="invitation")

    community.refresh_from_db()
    assert community.join_policy == "open"
    assert not ActivityEntry.objects.filter(verb="communities.identity_changed").exists()


def test_what_nobody_else_sees_is_not_open_to_everybody(community: Any, people: Any) -> None:
    with pytest.raises(ValidationError, match="cannot be open to everybody"):
        communities.update_settings(community=community, by=people.administrator, visibility="secret")
    community.refresh_from_db()
    communities.choose_joining(community=community, by=people.coordinator, join_policy="invitation")
    communities.update_settings(community=community, by=people.administrator, visibility="secret")

    with pytest.raises(ValidationError, match="cannot be open to everybody"):
        communities.choose_joining(community=community, by=people.coordinator, join_policy="open")
    with pytest.raises(ValidationError, match="Choose one"):
        communities.choose_joining(community=community, by=people.coordinator, join_policy="by lot")

    community.refresh_from_db()
    assert (community.visibility, community.join_policy) == ("secret", "invitation")


def test_modules_are_switched_by_those_who_may_and_what_is_in_them_stays(community: Any, people: Any) -> None:
    for who in (people.facilitator, people.member, people.stranger):
        with pytest.raises(Denied):
            communities.switch_modules(community=community, by=who, off=["goals"])

    for _round in range(2):
        communities.switch_modules(community=community, by=people.coordinator, off=["goals", "nonsense"])

    community.refresh_from_db()
    assert community.modules_off == ["goals"]
    assert ActivityEntry.objects.filter(verb="communities.modules_switched").count() == 1


def test_what_nobody_else_sees_is_not_made_open_to_everybody(people: Any) -> None:
    words = {"name": "Inquiry", "slug": "inquiry", "tagline": "Us", "visibility": "secret"}

    with pytest.raises(ValidationError, match="cannot be open to everybody"):
        communities.create_community(by=people.administrator, join_policy="open", **words)
    assert not Community.objects.filter(slug="inquiry").exists()

    for number, policy in enumerate(("request", "invitation")):
        made = communities.create_community(
            by=people.administrator,
            join_policy=policy,
            **{**words, "name": policy, "slug": f"inquiry-{number}"},
        )
        assert (made.visibility, made.join_policy) == ("secret", policy)


def test_a_community_is_part_of_one_of_a_wider_level(community: Any, people: Any) -> None:
    part = communities.create_community(
        by=people.administrator, name="Kenya", slug="kenya", tagline="Us", level="country", parent=community
    )
    for fields in ({"parent": part}, {"level": "local"}):
        with pytest.raises(ValidationError):
            communities.update_settings(
                community=Community.objects.get(pk=community.pk), by=people.administrator, **fields
            )
    with pytest.raises(ValidationError, match="wider level"):
        communities.create_community(
            by=people.administrator, name="Also", slug="also", tagline="Us", level="global", parent=community
        )

    community.refresh_from_db()
    assert (community.level, community.parent) == ("global", None)
    assert not Community.objects.filter(slug="also").exists()
