"""Roles of a community's own, calls and choices, terms, core group, connections."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import memberships, roles
from communities.models import Connection, Membership, OwnRole, RoleCall, RoleTerm, Volunteer
from communities.permissions import standing
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(days=10)


@pytest.fixture
def gardener(community: Any, people: Any) -> OwnRole:
    return roles.define_role(
        community=community, by=people.coordinator, name="Gardener", duties="Weeds the library", term_months=6
    )


@pytest.fixture
def call(community: Any, people: Any, gardener: OwnRole) -> RoleCall:
    return roles.open_call(
        community=community,
        by=people.coordinator,
        own_role=gardener,
        text="Two hours a month",
        closes_on=timezone.localdate() + SOON,
    )


def term(community: Any, user: Any, **filters: Any) -> RoleTerm:
    return RoleTerm.objects.get(community=community, user=user, ended_at=None, **filters)


def test_only_those_who_give_roles_define_one(community: Any, people: Any) -> None:
    for who in (people.member, people.facilitator, people.stranger):
        with pytest.raises(Denied):
            roles.define_role(community=community, by=who, name="Gardener", duties="x")

    assert not OwnRole.objects.exists()


def test_a_facilitator_gives_prolongs_and_ends_a_role_of_its_own_and_calls_for_none(
    community: Any, people: Any, gardener: OwnRole, call: RoleCall
) -> None:
    by = people.facilitator
    offer = roles.volunteer(call=call, by=people.member)
    for refused in (
        lambda: roles.open_call(
            community=community, by=by, role="expert", text="x", closes_on=timezone.localdate()
        ),
        lambda: roles.choose(call=call, by=by, volunteers=[offer], words="x"),
        lambda: roles.withdraw_call(call=call, by=by),
        lambda: roles.give_up_role(own_role=gardener, by=by),
        lambda: roles.set_core(
            membership=Membership.objects.get(community=community, user=by), by=by, core=True, connector=True
        ),
    ):
        with pytest.raises(Denied):
            refused()

    held = roles.appoint(own_role=gardener, user=people.member, by=by)
    roles.extend_term(term=held, by=by, until_date=timezone.localdate() + SOON)
    roles.end_term(term=held, by=by, handover_note="The shed key")

    held.refresh_from_db()
    assert (held.until_date, held.handover_note) == (timezone.localdate() + SOON, "The shed key")
    assert held.ended_at
    call.refresh_from_db()
    assert call.state == "open"


def test_a_role_is_defined_once_whatever_the_case_of_its_name(
    community: Any, people: Any, gardener: OwnRole
) -> None:
    with pytest.raises(ValidationError):
        roles.define_role(community=community, by=people.coordinator, name="gardener ", duties="x")

    assert OwnRole.objects.count() == 1


def test_the_same_definition_twice_is_one_role_and_anothers_is_refused(community: Any, people: Any) -> None:
    asked: Any = {"community": community, "name": "Scribe", "duties": "Writes", "hours_per_month": 2}
    first = roles.define_role(**asked, by=people.coordinator)

    assert roles.define_role(**asked, by=people.coordinator) == first
    with pytest.raises(ValidationError):
        roles.define_role(**asked, by=people.administrator)
    assert OwnRole.objects.filter(name="Scribe").count() == 1
    assert ActivityEntry.objects.filter(verb="communities.role_defined", target_id=first.pk).count() == 1


def test_the_same_choice_twice_is_announced_once(call: RoleCall, people: Any) -> None:
    chosen = roles.volunteer(call=call, by=people.member)
    other = roles.volunteer(call=call, by=people.expert)

    for _click in range(2):
        roles.choose(call=call, by=people.coordinator, volunteers=[chosen], words="Thanks")

    assert ActivityEntry.objects.filter(verb="communities.call_decided").count() == 1
    with pytest.raises(ValidationError):
        roles.choose(call=call, by=people.coordinator, volunteers=[chosen, other], words="Thanks")


def test_a_member_volunteers_once_and_may_step_back(call: RoleCall, people: Any) -> None:
    roles.volunteer(call=call, by=people.member, words="Gladly")
    roles.volunteer(call=call, by=people.member, words="Very gladly")

    assert [row.words for row in Volunteer.objects.all()] == ["Very gladly"]
    assert ActivityEntry.objects.filter(verb="communities.volunteered").count() == 1

    roles.step_back(call=call, by=people.member)
    assert not Volunteer.objects.exists()


def test_a_stranger_does_not_volunteer(call: RoleCall, people: Any) -> None:
    with pytest.raises(Denied):
        roles.volunteer(call=call, by=people.stranger)

    assert not Volunteer.objects.exists()


def test_the_choice_gives_the_role_and_is_announced(call: RoleCall, people: Any, community: Any) -> None:
    chosen = roles.volunteer(call=call, by=people.member)
    roles.volunteer(call=call, by=people.expert)

    roles.choose(call=call, by=people.coordinator, volunteers=[chosen], words="Thanks to both")

    call.refresh_from_db()
    assert (call.state, call.words) == ("chosen", "Thanks to both")
    held = term(community, people.member)
    assert (held.role_label, held.until_date) == (
        "Gardener",
        timezone.localdate() + datetime.timedelta(days=183),
    )
    assert not RoleTerm.objects.filter(user=people.expert).exclude(own_role=None).exists()
    with pytest.raises(ValidationError):
        roles.choose(call=call, by=people.coordinator, volunteers=[chosen], words="Again")
    with pytest.raises(ValidationError):
        roles.volunteer(call=call, by=people.expert)


def test_a_call_for_one_of_the_four_gives_its_rights(community: Any, people: Any) -> None:
    call = roles.open_call(
        community=community,
        by=people.coordinator,
        role="facilitator",
        text="x",
        closes_on=timezone.localdate(),
    )
    offer = roles.volunteer(call=call, by=people.member)

    roles.choose(call=call, by=people.coordinator, volunteers=[offer], words="Welcome")

    member = type(people.member).objects.get(pk=people.member.pk)
    assert standing(member, community).roles == {"facilitator"}
    assert member.groups.filter(name=community.group_name("facilitator")).exists()


def test_a_role_has_one_open_call_at_a_time(call: RoleCall, gardener: OwnRole, people: Any) -> None:
    again = roles.open_call(
        community=call.community,
        by=people.coordinator,
        own_role=gardener,
        text="Once more",
        closes_on=timezone.localdate() + SOON,
    )

    assert again.pk == call.pk
    assert RoleCall.objects.get().text == "Two hours a month"


def test_a_call_that_ends_before_it_begins_is_refused(community: Any, people: Any) -> None:
    with pytest.raises(ValidationError):
        roles.open_call(
            community=community,
            by=people.coordinator,
            role="expert",
            text="x",
            closes_on=timezone.localdate() - SOON,
        )


def test_who_is_no_member_is_not_appointed(gardener: OwnRole, people: Any) -> None:
    with pytest.raises(ValidationError):
        roles.appoint(own_role=gardener, user=people.stranger, by=people.coordinator)

    assert not Membership.objects.filter(community=gardener.community, user=people.stranger).exists()


def test_a_held_role_is_not_given_up_a_free_one_is(gardener: OwnRole, people: Any) -> None:
    held = roles.appoint(own_role=gardener, user=people.member, by=people.coordinator)
    with pytest.raises(ValidationError):
        roles.give_up_role(own_role=gardener, by=people.coordinator)

    roles.end_term(term=held, by=people.member, handover_note="The key is under the mat")
    roles.give_up_role(own_role=gardener, by=people.coordinator)

    held.refresh_from_db()
    gardener.refresh_from_db()
    assert held.handover_note == "The key is under the mat"
    assert gardener.retired_at is not None


def test_a_stranger_ends_nobodys_term(gardener: OwnRole, people: Any) -> None:
    held = roles.appoint(own_role=gardener, user=people.member, by=people.coordinator)

    for who in (people.stranger, people.expert):
        with pytest.raises(Denied):
            roles.end_term(term=held, by=who)

    held.refresh_from_db()
    assert held.ended_at is None


def test_one_lays_a_role_of_the_four_down_oneself_but_not_as_the_last_coordinator(
    community: Any, people: Any
) -> None:
    roles.end_term(
        term=term(community, people.facilitator), by=people.facilitator, handover_note="Mind the pump"
    )
    with pytest.raises(ValidationError):
        roles.end_term(term=term(community, people.coordinator), by=people.coordinator)

    assert Membership.objects.get(community=community, user=people.facilitator).roles == []
    assert Membership.objects.get(community=community, user=people.coordinator).roles == ["coordinator"]


def test_who_leaves_keeps_no_role_and_no_place_in_the_core_group(gardener: OwnRole, people: Any) -> None:
    roles.appoint(own_role=gardener, user=people.member, by=people.coordinator)
    row = Membership.objects.get(community=gardener.community, user=people.member)
    roles.set_core(membership=row, by=people.coordinator, core=True, connector=True)

    memberships.leave(community=gardener.community, by=people.member)

    row.refresh_from_db()
    assert (row.is_core, row.is_connector) == (False, False)
    assert not gardener.terms.filter(ended_at=None).exists()


def test_a_terms_end_is_told_once_and_again_after_it_is_prolonged(community: Any, people: Any) -> None:
    held = term(community, people.expert)
    roles.extend_term(term=held, by=people.coordinator, until_date=timezone.localdate() + SOON)

    assert [roles.remind_of_term(held.pk) for _round in range(2)] == [True, False]

    roles.extend_term(term=held, by=people.coordinator, until_date=timezone.localdate() + 2 * SOON)
    assert roles.remind_of_term(held.pk)


def test_a_term_is_not_prolonged_into_the_past_nor_by_its_holder(community: Any, people: Any) -> None:
    held = term(community, people.expert)

    with pytest.raises(ValidationError):
        roles.extend_term(term=held, by=people.coordinator, until_date=timezone.localdate())
    with pytest.raises(Denied):
        roles.extend_term(term=held, by=people.expert, until_date=timezone.localdate() + SOON)

    held.refresh_from_db()
    assert held.until_date is None


def test_only_the_coordinator_names_the_core_group(community: Any, people: Any) -> None:
    row = Membership.objects.get(community=community, user=people.member)

    for who in (people.facilitator, people.member, people.stranger):
        with pytest.raises(Denied):
            roles.set_core(membership=row, by=who, core=True, connector=False)

    row.refresh_from_db()
    assert not row.is_core


def test_a_connector_keeps_a_list_of_their_own(community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        roles.note_connection(community=community, by=people.member, who="Ana")
    row = Membership.objects.get(community=community, user=people.member)
    roles.set_core(membership=row, by=people.coordinator, core=False, connector=True)

    first = roles.note_connection(community=community, by=people.member, who="Ana", why="with Tariq")
    again = roles.note_connection(community=community, by=people.member, who="Ana ", why="with Tariq")
    roles.tick_connection(connection=first, by=people.facilitator)

    first.refresh_from_db()
    assert (again.pk, first.done_at) == (first.pk, None)
    roles.tick_connection(connection=first, by=people.member)
    roles.tick_connection(connection=first, by=people.member)
    assert ActivityEntry.objects.filter(verb="communities.connection_made").count() == 1
    assert Connection.objects.get().done_at is not None
