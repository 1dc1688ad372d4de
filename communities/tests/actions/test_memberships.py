"""Joining, leaving, inviting and the four roles."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from communities.actions import memberships
from communities.enums import JoinPolicy, Role, Visibility
from communities.models import Community, Membership, RoleTerm
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM, Denied
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def row(community: Community, who: Any) -> Membership:
    return Membership.objects.get(community=community, user=who)


def said(verb: str) -> list[dict[str, Any]]:
    entries = ActivityEntry.objects.filter(verb=f"communities.{verb}", dispatched_at=None).order_by("pk")
    return [entry.facts for entry in entries]


def test_joining_an_open_community_makes_a_member_at_once(community: Any, make_person: Any) -> None:
    who, before = make_person(), community.member_count

    memberships.join(community=community, by=who, brings="Maps", seeks="Pumps", wants_newsletter=True)

    joined = row(community, who)
    community.refresh_from_db()
    assert (joined.state, joined.brings, joined.seeks) == ("active", "Maps", "Pumps")
    assert joined.wants_newsletter
    assert joined.newsletter_chosen_at
    assert joined.joined_at
    assert (community.member_count, community.guest_count) == (before + 1, 0)
    assert said("member_joined") == [{"user_id": who.pk, "how": "open"}]


def test_joining_twice_is_joining_once(community: Any, make_person: Any) -> None:
    who = make_person()
    first = memberships.join(community=community, by=who, brings="Maps")

    second = memberships.join(community=community, by=who, brings="Something else")

    assert second == first
    assert second.brings == "Maps"
    assert len(said("member_joined")) == 1


@pytest.mark.parametrize("policy", [JoinPolicy.REQUEST, JoinPolicy.INVITATION])
def test_joining_at_once_is_refused_where_it_takes_more(policy: str, make_person: Any) -> None:
    where, who = factories.community("Health", join_policy=policy), make_person()

    with pytest.raises(Denied):
        memberships.join(community=where, by=who)

    assert not Membership.objects.filter(user=who).exists()
    assert said("member_joined") == []


def test_a_secret_community_is_not_joined_by_guessing(make_person: Any) -> None:
    where = factories.community("Inquiry", visibility=Visibility.SECRET)

    with pytest.raises(Denied):
        memberships.join(community=where, by=make_person())
    with pytest.raises(Denied):
        memberships.request_membership(community=where, by=make_person())


def test_asking_waits_for_an_answer_and_twice_is_once(make_person: Any) -> None:
    where, who = factories.community("Health", join_policy=JoinPolicy.REQUEST), make_person()

    memberships.request_membership(community=where, by=who, brings="A budget")
    memberships.request_membership(community=where, by=who, brings="Nothing")

    asked = row(where, who)
    where.refresh_from_db()
    assert (asked.state, asked.brings, where.member_count) == ("requested", "A budget", 0)
    assert len(said("join_requested")) == 1


@pytest.mark.parametrize("fault", ["guest", "by invitation", "archived"])
def test_asking_is_refused(fault: str, make_person: Any) -> None:
    policy = JoinPolicy.INVITATION if fault == "by invitation" else JoinPolicy.REQUEST
    where = factories.community("Health", join_policy=policy)
    if fault == "archived":
        Community.objects.update(archived_at=datetime.datetime.now(datetime.UTC))
        where.refresh_from_db()

    with pytest.raises(Denied):
        memberships.request_membership(community=where, by=make_person(is_guest=fault == "guest"))

    assert Membership.objects.count() == 0


def test_a_facilitator_welcomes_and_a_second_welcome_changes_nothing(community: Any, people: Any) -> None:
    asked = Membership.objects.create(community=community, user=people.stranger, state="requested")

    memberships.welcome(membership=asked, by=people.facilitator)
    memberships.welcome(membership=asked, by=people.coordinator)

    assert row(community, people.stranger).is_active
    assert said("member_joined") == [{"user_id": people.stranger.pk, "how": "request"}]


def test_answering_a_request_is_for_those_who_manage_members(community: Any, people: Any) -> None:
    asked = Membership.objects.create(community=community, user=people.stranger, state="requested")

    for who in (people.member, people.expert, people.guest, people.stranger, people.sponsor):
        with pytest.raises(Denied):
            memberships.welcome(membership=asked, by=who)
        with pytest.raises(Denied):
            memberships.decline(membership=asked, by=who)

    assert row(community, people.stranger).state == "requested"


def test_a_declined_request_may_be_made_again(community: Any, people: Any) -> None:
    community.join_policy = JoinPolicy.REQUEST
    asked = Membership.objects.create(community=community, user=people.stranger, state="requested")

    memberships.decline(membership=asked, by=people.facilitator)

    assert row(community, people.stranger).state == "declined"
    assert said("request_declined") == [{"user_id": people.stranger.pk}]
    with pytest.raises(ValidationError):
        memberships.decline(membership=asked, by=people.facilitator)
    with pytest.raises(ValidationError):
        memberships.welcome(membership=asked, by=people.facilitator)
    memberships.request_membership(community=community, by=people.stranger)
    assert row(community, people.stranger).state == "requested"


def test_who_is_invited_becomes_a_member_by_accepting(community: Any, people: Any) -> None:
    community.join_policy = JoinPolicy.INVITATION

    memberships.invite(community=community, user=people.stranger, by=people.facilitator)
    memberships.invite(community=community, user=people.stranger, by=people.coordinator)
    invited = row(community, people.stranger)
    memberships.join(community=community, by=people.stranger)

    assert (invited.state, invited.invited_by) == ("invited", people.facilitator)
    assert row(community, people.stranger).is_active
    assert len(said("member_invited")) == 1
    assert said("member_joined")[-1]["how"] == "invitation"


def test_inviting_somebody_who_asked_is_welcoming_them(community: Any, people: Any) -> None:
    Membership.objects.create(community=community, user=people.stranger, state="requested")

    memberships.invite(community=community, user=people.stranger, by=people.facilitator)

    assert row(community, people.stranger).is_active
    assert said("member_invited") == []


def test_members_do_not_invite(community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        memberships.invite(community=community, user=people.stranger, by=people.member)

    assert not Membership.objects.filter(community=community, user=people.stranger).exists()


def test_leaving_ends_roles_letters_and_wagtail_s_groups(community: Any, people: Any) -> None:
    who = people.expert
    memberships.choose_newsletter(community=community, by=who, wanted=True)

    memberships.leave(community=community, by=who)

    left = row(community, who)
    term = RoleTerm.objects.get(user=who)
    community.refresh_from_db()
    assert (left.state, left.roles, left.wants_newsletter) == ("left", [], False)
    assert left.left_at
    assert term.ended_at
    assert not who.groups.filter(name__startswith="community:").exists()
    assert community.member_count == Membership.objects.active().filter(community=community).count()
    assert said("member_left") == [{"user_id": who.pk}]


def test_who_is_no_member_cannot_leave(community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        memberships.leave(community=community, by=people.stranger)


def test_the_last_coordinator_stays(community: Any, people: Any) -> None:
    own = row(community, people.coordinator)

    with pytest.raises(ValidationError):
        memberships.leave(community=community, by=people.coordinator)
    with pytest.raises(ValidationError):
        memberships.remove(membership=own, by=people.administrator)
    with pytest.raises(ValidationError):
        memberships.end_role(
            community=community, user=people.coordinator, role=Role.COORDINATOR, by=people.coordinator
        )

    assert row(community, people.coordinator).roles == ["coordinator"]
    assert RoleTerm.objects.filter(user=people.coordinator, ended_at=None).exists()


def test_a_coordinator_whose_account_is_closed_does_not_count(community: Any, people: Any) -> None:
    memberships.give_role(community=community, user=people.member, role=Role.COORDINATOR, by=SYSTEM)
    type(people.member).objects.filter(pk=people.member.pk).update(is_active=False)

    with pytest.raises(ValidationError):
        memberships.leave(community=community, by=people.coordinator)


def test_removing_takes_a_member_out_once(community: Any, people: Any) -> None:
    gone = row(community, people.member)

    memberships.remove(membership=gone, by=people.facilitator)
    memberships.remove(membership=gone, by=people.facilitator)

    assert row(community, people.member).state == "left"
    assert said("member_removed") == [{"user_id": people.member.pk}]


def test_a_facilitator_removes_who_holds_a_role_and_never_who_coordinates(
    community: Any, people: Any
) -> None:
    memberships.give_role(
        community=community, user=people.member, role=Role.COORDINATOR, by=people.coordinator
    )

    for leads in (people.coordinator, people.member):
        with pytest.raises(Denied, match="give and end the coordinator’s role is for: Coordinator"):
            memberships.remove(membership=row(community, leads), by=people.facilitator)
    memberships.remove(membership=row(community, people.expert), by=people.facilitator)

    assert row(community, people.member).roles == ["coordinator"]
    assert row(community, people.expert).state == "left"
    assert RoleTerm.objects.get(user=people.expert).ended_at


@pytest.mark.parametrize("who", ["member", "guest", "stranger", "sponsor"])
def test_others_remove_nobody(who: str, community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        memberships.remove(membership=row(community, people.expert), by=getattr(people, who))

    assert row(community, people.expert).is_active


def test_a_facilitator_next_door_removes_nobody_here(community: Any, neighbour: Any, people: Any) -> None:
    next_door = factories.holder(neighbour, Role.FACILITATOR)

    with pytest.raises(Denied):
        memberships.remove(membership=row(community, people.member), by=next_door)


def test_a_role_given_holds_in_record_groups_and_term(community: Any, people: Any) -> None:
    until = datetime.date(2027, 6, 30)

    term = memberships.give_role(
        community=community, user=people.member, role=Role.EXPERT, by=people.coordinator, until_date=until
    )
    again = memberships.give_role(
        community=community, user=people.member, role=Role.EXPERT, by=people.coordinator
    )

    assert again == term
    assert (term.until_date, term.ended_at) == (until, None)
    assert row(community, people.member).roles == ["expert"]
    assert people.member.groups.filter(name=community.group_name("expert")).exists()
    assert said("role_given") == [{"user_id": people.member.pk, "role": "expert"}]


def test_only_members_hold_roles(community: Any, people: Any) -> None:
    with pytest.raises(ValidationError):
        memberships.give_role(
            community=community, user=people.stranger, role=Role.EXPERT, by=people.coordinator
        )

    assert not RoleTerm.objects.filter(user=people.stranger).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            community=community, user=people.administrator, state="left", roles=["expert"]
        )


@pytest.mark.parametrize("who", ["expert", "knowledge_manager", "member", "stranger", "guest", "sponsor"])
def test_others_give_and_end_no_roles(who: str, community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        memberships.give_role(
            community=community, user=people.member, role=Role.EXPERT, by=getattr(people, who)
        )
    with pytest.raises(Denied):
        memberships.end_role(
            community=community, user=people.facilitator, role=Role.FACILITATOR, by=getattr(people, who)
        )

    assert row(community, people.member).roles == []
    assert row(community, people.facilitator).roles == ["facilitator"]


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.EXPERT, Role.KNOWLEDGE_MANAGER])
def test_a_facilitator_gives_and_ends_every_role_but_the_coordinator_s(
    role: Role, community: Any, people: Any
) -> None:
    which = {"community": community, "user": people.member, "role": role, "by": people.facilitator}

    memberships.give_role(**which)
    given = row(community, people.member).roles
    groups = list(people.member.groups.values_list("name", flat=True))
    memberships.end_role(**which, handover_note="Keys")

    assert given == [role]
    assert groups == [community.group_name(role)]
    assert row(community, people.member).roles == []
    assert not people.member.groups.exists()
    assert [entry["role"] for entry in said("role_given") + said("role_ended")] == [role, role]


def test_a_facilitator_next_door_gives_and_ends_no_roles_here(
    community: Any, neighbour: Any, people: Any
) -> None:
    next_door = factories.holder(neighbour, Role.FACILITATOR)

    with pytest.raises(Denied):
        memberships.give_role(community=community, user=people.member, role=Role.EXPERT, by=next_door)
    with pytest.raises(Denied):
        memberships.end_role(community=community, user=people.expert, role=Role.EXPERT, by=next_door)

    assert row(community, people.member).roles == []
    assert row(community, people.expert).roles == ["expert"]


def test_ending_a_role_keeps_the_hand_over_and_the_other_roles(community: Any, people: Any) -> None:
    memberships.give_role(
        community=community, user=people.expert, role=Role.KNOWLEDGE_MANAGER, by=people.coordinator
    )

    memberships.end_role(
        community=community, user=people.expert, role=Role.EXPERT, by=people.coordinator, handover_note="Keys"
    )
    memberships.end_role(community=community, user=people.expert, role=Role.EXPERT, by=people.coordinator)

    term = RoleTerm.objects.get(user=people.expert, role=Role.EXPERT)
    assert term.handover_note == "Keys"
    assert term.ended_at
    assert row(community, people.expert).roles == ["knowledge_manager"]
    assert list(people.expert.groups.values_list("name", flat=True)) == [
        community.group_name("knowledge_manager")
    ]
    assert len(said("role_ended")) == 1


def test_the_newsletter_is_a_member_s_choice_and_no_needs_nothing(community: Any, people: Any) -> None:
    memberships.choose_newsletter(community=community, by=people.member, wanted=True)
    memberships.choose_newsletter(community=community, by=people.member, wanted=True)
    with pytest.raises(Denied):
        memberships.choose_newsletter(community=community, by=people.stranger, wanted=True)
    memberships.choose_newsletter(community=community, by=people.stranger, wanted=False)

    assert row(community, people.member).wants_newsletter
    assert said("newsletter_chosen") == [{"wanted": True}]


def test_pseudonyms_are_brought_along_by_the_portal_alone(community: Any, people: Any) -> None:
    ghost = factories.person("Writer 7", mail_state="none")
    when = datetime.datetime(2012, 3, 4, tzinfo=datetime.UTC)

    first = memberships.bring_along(community=community, user=ghost, by=SYSTEM, at=when)
    second = memberships.bring_along(community=community, user=ghost, by=SYSTEM, at=when)

    assert first == second
    assert first.joined_at == when
    with pytest.raises(Denied):
        memberships.bring_along(community=community, user=ghost, by=people.coordinator, at=when)
    with pytest.raises(Denied):
        memberships.bring_along(community=community, user=people.stranger, by=SYSTEM, at=when)
    assert said("member_joined") == []
