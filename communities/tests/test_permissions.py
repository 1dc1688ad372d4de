"""Who may know, read and do what: as tables, for one row and for many alike."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities import permissions
from communities.actions import memberships
from communities.enums import CAPABILITIES, Capability, JoinPolicy, Role, Visibility
from communities.models import Community, Membership
from communities.queries import communities, directory
from cop_portal.foundation.permissions import SYSTEM, Denied, can
from cop_portal.tests import factories

PERSONAS = (
    "anonymous", "staff", "stranger", "sponsor", "guest of another", "invited", "invited guest", "asked",
    "left", "member", "guest", "coordinator", "administrator", "system",
)  # fmt: skip
NOBODY_KNOWS = {"anonymous", "guest of another"}
INSIDE = {"member", "guest", "coordinator", "administrator", "system"}
STAFF = {"staff", "stranger", "sponsor", "invited", "asked", "left"}

KNOWS = {
    Visibility.PUBLIC: set(PERSONAS),
    Visibility.ORGANISATION: set(PERSONAS) - NOBODY_KNOWS,
    Visibility.CLOSED: set(PERSONAS) - NOBODY_KNOWS,
    Visibility.SECRET: INSIDE | {"invited", "invited guest"},
}
READS = {
    Visibility.PUBLIC: set(PERSONAS),
    Visibility.ORGANISATION: INSIDE | STAFF,
    Visibility.CLOSED: INSIDE,
    Visibility.SECRET: INSIDE,
}
SEES_MEMBERS = {
    Visibility.PUBLIC: INSIDE | STAFF,
    Visibility.ORGANISATION: INSIDE | STAFF,
    Visibility.CLOSED: INSIDE,
    Visibility.SECRET: INSIDE,
}


def persona(name: str, where: Community) -> Any:
    """Somebody of that kind, as the doors would hand them over."""
    if name == "anonymous":
        return AnonymousUser()
    if name == "system":
        return SYSTEM
    who = factories.person(
        is_guest="guest" in name,
        is_superuser="administrator" in name,
        is_sponsor=name == "sponsor",
    )
    if name in ("stranger", "guest of another"):
        factories.joined(factories.community(f"Next door {who.pk}"), who)
    elif name in ("invited", "invited guest"):
        memberships.invite(community=where, user=who, by=SYSTEM)
    elif name == "asked":
        Membership.objects.create(community=where, user=who, state="requested")
    elif name in ("left", "member", "guest", "coordinator"):
        factories.joined(where, who, *(["coordinator"] if name == "coordinator" else []))
        if name == "left":
            memberships.leave(community=where, by=who)
    return type(who).objects.get(pk=who.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("visibility", Visibility.values)
def test_who_may_know_read_and_see_members_is_the_table(visibility: str) -> None:
    where = factories.community("Water", visibility=visibility)
    crowd = {name: persona(name, where) for name in PERSONAS}

    known = {name for name, who in crowd.items() if permissions.can_know(who, where)}
    read = {name for name, who in crowd.items() if permissions.can_read(who, where)}
    seen = {name for name, who in crowd.items() if permissions.can_see_members(who, where)}

    assert known == KNOWS[visibility]
    assert read == READS[visibility]
    assert seen == SEES_MEMBERS[visibility]


@pytest.mark.django_db
@pytest.mark.parametrize("visibility", Visibility.values)
def test_lists_say_the_same_as_the_rules_for_one_row(visibility: str) -> None:
    where = factories.community("Water", visibility=visibility)
    member = factories.joined(where, factories.person())
    row = Membership.objects.get(user=member, community=where)
    crowd = {name: persona(name, where) for name in PERSONAS}

    for name, who in crowd.items():
        knows, reads = permissions.can_know(who, where), permissions.can_read(who, where)
        members = permissions.can_see_members(who, where)

        assert Community.objects.visible_to(who).filter(pk=where.pk).exists() == knows, name
        assert Community.objects.readable_by(who).filter(pk=where.pk).exists() == reads, name
        assert (where.pk in communities.reach_of(who).read) == reads, name
        assert Membership.objects.visible_to(who).filter(pk=row.pk).exists() == members, name


def test_every_capability_has_roles_and_a_label() -> None:
    assert set(CAPABILITIES) == set(Capability)
    assert all(CAPABILITIES.values())
    assert all(str(capability.label) for capability in Capability)


@pytest.mark.django_db
def test_a_capability_is_for_its_roles_and_administrators_only(community: Any, people: Any) -> None:
    holders = {
        Role.COORDINATOR: people.coordinator,
        Role.FACILITATOR: people.facilitator,
        Role.EXPERT: people.expert,
        Role.KNOWLEDGE_MANAGER: people.knowledge_manager,
    }
    others = (people.member, people.guest, people.stranger, people.sponsor, AnonymousUser())

    for capability in Capability:
        may = {
            role
            for role, who in holders.items()
            if can(permissions.check_capability, who, community, capability)
        }
        assert may == CAPABILITIES[capability]
        assert not any(can(permissions.check_capability, who, community, capability) for who in others)
        assert can(permissions.check_capability, people.administrator, community, capability)
        assert can(permissions.check_capability, SYSTEM, community, capability)


@pytest.mark.django_db
def test_a_role_next_door_counts_for_nothing_here(community: Any, neighbour: Any) -> None:
    boss_next_door = factories.holder(neighbour, Role.COORDINATOR)

    assert not any(
        can(permissions.check_capability, boss_next_door, community, capability) for capability in Capability
    )


@pytest.mark.django_db
def test_a_refusal_names_the_roles_that_may(community: Any, people: Any) -> None:
    with pytest.raises(Denied) as refusal:
        permissions.check_capability(people.member, community, Capability.EDIT_CHARTER)

    assert "Water" in str(refusal.value.sentence)
    assert "Coordinator, Facilitator" in str(refusal.value.sentence)


@pytest.mark.django_db
def test_an_archived_community_takes_nothing_new_from_anybody(community: Any, people: Any) -> None:
    community.archived_at = timezone.now()
    community.save()

    checks = [
        can(permissions.check_member, people.member, community),
        can(permissions.check_capability, people.coordinator, community, Capability.CONVENE),
        can(permissions.check_join, people.stranger, community),
        can(permissions.check_request_membership, people.stranger, community),
        can(permissions.check_agree_to_charter, people.member, community),
        can(permissions.check_capability, people.coordinator, community, Capability.MOVE_STAGE),
        can(permissions.check_capability, people.administrator, community, Capability.MOVE_STAGE),
    ]

    assert checks == [False] * 7
    assert permissions.can_read(people.member, community)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("policy", "visibility", "may_join", "may_ask"),
    [
        (
            JoinPolicy.OPEN,
            Visibility.ORGANISATION,
            {"staff", "invited", "invited guest"},
            {"staff", "invited"},
        ),
        (JoinPolicy.REQUEST, Visibility.CLOSED, {"invited", "invited guest"}, {"staff", "invited"}),
        (JoinPolicy.INVITATION, Visibility.CLOSED, {"invited", "invited guest"}, set()),
        (JoinPolicy.REQUEST, Visibility.SECRET, {"invited", "invited guest"}, {"invited"}),
    ],
)
def test_who_may_join_at_once_and_who_may_ask(
    policy: str, visibility: str, may_join: set[str], may_ask: set[str]
) -> None:
    where = factories.community("Water", join_policy=policy, visibility=visibility)
    crowd = {name: persona(name, where) for name in ("staff", "invited", "invited guest", "guest of another")}

    assert {n for n, who in crowd.items() if can(permissions.check_join, who, where)} == may_join
    assert {n for n, who in crowd.items() if can(permissions.check_request_membership, who, where)} == may_ask


@pytest.mark.django_db
def test_a_suspended_member_neither_joins_nor_asks(community: Any, people: Any) -> None:
    Membership.objects.filter(user=people.member).update(state="suspended")

    assert not can(permissions.check_join, people.member, community)
    assert not can(permissions.check_request_membership, people.member, community)
    assert not can(permissions.check_member, people.member, community)


@pytest.mark.django_db
def test_somebody_whose_account_is_closed_is_nobody(community: Any, people: Any) -> None:
    people.coordinator.is_active = False
    people.administrator.is_active = False

    assert permissions.standing(people.coordinator, community) == permissions.NOBODY
    assert permissions.note_standing(people.administrator, community.pk, "active", []) == permissions.NOBODY
    assert not can(permissions.check_capability, people.administrator, community, Capability.MODERATE)


@pytest.mark.django_db
def test_standing_is_asked_once_for_a_person_and_a_community(
    community: Any, neighbour: Any, people: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        for _round in range(3):
            permissions.standing(people.member, community)
            permissions.standing(people.member, neighbour)


@pytest.mark.django_db
def test_standing_is_fresh_after_each_change_for_everybody_whom_the_verb_was_handed(
    community: Any, people: Any
) -> None:
    who, boss = people.member, people.coordinator
    row = Membership.objects.select_related("user").get(user=who, community=community)
    assert permissions.standing(who, community).is_member

    memberships.give_role(community=community, user=who, role=Role.COORDINATOR, by=boss)
    assert permissions.standing(who, community).roles == {"coordinator"}

    own = type(boss).objects.get(pk=boss.pk)
    memberships.end_role(community=community, user=own, role=Role.COORDINATOR, by=boss)
    assert permissions.standing(boss, community).roles == frozenset()
    assert permissions.standing(own, community).roles == frozenset()

    permissions.standing(row.user, community)
    memberships.give_role(community=community, user=own, role=Role.COORDINATOR, by=SYSTEM)
    memberships.remove(membership=row, by=SYSTEM)
    assert not permissions.standing(row.user, community).is_member

    memberships.end_role(community=community, user=people.expert, role=Role.EXPERT, by=SYSTEM)
    memberships.leave(community=community, by=people.expert)
    assert not permissions.standing(people.expert, community).is_member


@pytest.mark.django_db
def test_creating_a_community_is_for_administrators(people: Any) -> None:
    assert can(permissions.check_create_community, people.administrator)
    assert can(permissions.check_create_community, SYSTEM)
    assert not can(permissions.check_create_community, people.coordinator)
    assert not can(permissions.check_create_community, AnonymousUser())


@pytest.mark.django_db
def test_leaving_is_for_members(community: Any, people: Any) -> None:
    assert can(permissions.check_leave, people.member, community)
    assert not can(permissions.check_leave, people.stranger, community)


@pytest.mark.django_db
def test_guests_see_whom_they_share_a_community_with(community: Any, people: Any) -> None:
    public = factories.community("Everybody", visibility=Visibility.PUBLIC)
    other_guest = factories.joined(public, factories.person("Olga Other", is_guest=True))

    seen = set(directory.visible_people(people.guest))

    assert {people.guest, people.member, people.coordinator} < seen
    assert people.stranger not in seen
    assert other_guest not in seen
    assert not can(permissions.check_see_members, people.guest, public)
