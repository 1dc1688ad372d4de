"""Reading roles and what waits because of them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from communities.actions import cases
from communities.actions import memberships as member_actions
from communities.actions import roles as actions
from communities.enums import CAPABILITIES, Role
from communities.models import Membership, RoleTerm
from communities.queries import roles
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(days=10)


def test_each_role_says_who_holds_it_and_what_it_may_do(community: Any, people: Any) -> None:
    found = {view.role: view for view in roles.roles_of(community)}

    assert [term.user for term in found["coordinator"].terms] == [people.coordinator]
    for role in Role:
        assert found[role.value].rights == [
            str(capability.label) for capability, holders in CAPABILITIES.items() if role in holders
        ]


def test_who_gives_which_of_the_four(community: Any, neighbour: Any, people: Any) -> None:
    others = [Role.FACILITATOR, Role.EXPERT, Role.KNOWLEDGE_MANAGER]

    for who in (people.coordinator, people.administrator):
        assert roles.given_by(who, community) == list(Role)
    assert roles.given_by(people.facilitator, community) == others
    for who in (people.expert, people.knowledge_manager, people.member, people.guest, people.stranger):
        assert roles.given_by(who, community) == []
    assert roles.given_by(factories.holder(neighbour, "facilitator"), community) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_roles_of_a_community_cost_the_same_for_one_and_three(
    count: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        own = actions.define_role(
            community=community, by=people.coordinator, name=f"Gardener {number}", duties="x"
        )
        actions.appoint(own_role=own, user=people.member, by=people.coordinator)
        call = actions.open_call(
            community=community, by=people.coordinator, own_role=own, text="x", closes_on=timezone.localdate()
        )
        actions.volunteer(call=call, by=people.expert)

    with django_assert_num_queries(6):  # two of them for what experts are asked about
        found = [view for view in roles.roles_of(community) if view.own_role]
        assert [len(view.volunteer_ids) for view in found] == [1] * count


def test_what_waits_is_of_ones_own_communities(community: Any, neighbour: Any, people: Any) -> None:
    RoleTerm.objects.filter(community=community, role="expert").update(until_date=timezone.localdate() + SOON)
    next_door = factories.holder(neighbour, "coordinator")
    call = actions.open_call(
        community=community,
        by=people.coordinator,
        role="expert",
        text="x",
        closes_on=timezone.localdate() + SOON,
    )
    assert roles.waiting_calls(people.coordinator) == []
    actions.volunteer(call=call, by=people.member)

    assert [row.due for row in roles.waiting_terms(people.coordinator)] == [timezone.localdate() + SOON]
    assert [row.key for row in roles.waiting_calls(people.coordinator)] == [f"call:{call.pk}:1"]
    for who in (people.facilitator, people.member, people.stranger, next_door):
        assert roles.waiting_terms(who) == []
        assert roles.waiting_calls(who) == []


def test_a_vacancy_waits_until_a_call_is_open(community: Any, people: Any) -> None:
    member_actions.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)

    assert [row.key for row in roles.waiting_vacancies(people.coordinator)] == [
        f"vacancy:{community.pk}:expert"
    ]
    actions.open_call(
        community=community, by=people.coordinator, role="expert", text="x", closes_on=timezone.localdate()
    )
    assert roles.waiting_vacancies(people.coordinator) == []


def test_who_was_proposed_for_a_role_is_named_once_they_are_a_member(people: Any) -> None:
    """Nobody holds a role because others wrote their name into a form."""
    case = cases.begin(
        by=people.member, name="Cold chain", tagline="Vaccines stay cold.", audience="Nurses", practice="Keep it cold",
        why_now="Heat", sponsor=people.sponsor, facilitator=people.expert, expert=people.stranger, objectives="Fewer spoilt",
        is_lasting=True, is_voluntary=True, has_practice=True, is_mutual=True, is_open_ended=False,
    )  # fmt: skip
    made = cases.approve(case=cases.submit(case=case, by=people.member), by=people.sponsor)

    def said() -> dict[str, tuple[str, str]]:
        return {
            row.key.rpartition(":")[2]: (row.sentence, row.url)
            for row in roles.waiting_vacancies(people.member)
        }

    assert {sentence for sentence, _url in said().values()} == {
        f"Cold chain has no {role}." for role in ("Facilitator", "Expert", "Knowledge manager")
    }
    member_actions.join(community=made, by=people.expert)
    mine = Membership.objects.get(community=made, user=people.expert)
    assert mine.roles == []
    assert said()["facilitator"] == (
        f"Cold chain has no Facilitator. {people.expert.name} was proposed for it and is a member now.",
        f"/communities/{made.slug}/people/{mine.pk}/roles/",
    )
    assert said()["expert"][0] == "Cold chain has no Expert."
    for other in (people.expert, people.stranger):
        assert roles.waiting_vacancies(other) == []

    member_actions.give_role(community=made, user=people.expert, role="facilitator", by=people.member)
    assert "facilitator" not in said()
    member_actions.end_role(community=made, user=people.expert, role="facilitator", by=people.expert)
    assert said()["facilitator"][0] == "Cold chain has no Facilitator."  # who gave it up is not asked again


def test_the_terms_of_a_person_are_those_of_communities_one_may_read(
    community: Any, people: Any, make_person: Any
) -> None:
    community.visibility = "secret"
    community.save()

    assert [row.role for row in roles.terms_of_person(people.member, people.expert)] == ["expert"]
    assert list(roles.terms_of_person(people.stranger, people.expert)) == []
    assert list(roles.terms_of_person(make_person(), people.expert)) == []


def test_a_connectors_list_waits_for_the_connector_alone(community: Any, people: Any) -> None:
    row = Membership.objects.get(community=community, user=people.member)
    actions.set_core(membership=row, by=people.coordinator, core=False, connector=True)
    actions.note_connection(community=community, by=people.member, who="Ana")

    assert [found.key.split(":")[0] for found in roles.waiting_connections(people.member)] == ["connection"]
    assert roles.waiting_connections(people.coordinator) == []
    assert [found.user for found in roles.core_group(community)] == [people.member]


def gardener(community: Any, people: Any, name: str = "Gardener") -> RoleTerm:
    own = actions.define_role(community=community, by=people.coordinator, name=name, duties="Weeds")
    return actions.appoint(own_role=own, user=people.member, by=people.coordinator)


def test_a_role_of_its_own_counts_as_given_also_after_it_ended(community: Any, people: Any) -> None:
    term = gardener(community, people)
    RoleTerm.objects.filter(pk=term.pk).update(from_date=datetime.date(2026, 3, 1))
    actions.end_term(term=term, by=people.member, handover_note="Ask Ana first")

    for viewer in (people.member, people.expert, people.stranger):  # all may read Water
        found = roles.given_in_roles(viewer, people.member, 5)
        assert [(row.title, row.kind, row.place, row.at.date()) for row in found] == [
            ("Gardener", "Role", "Water", datetime.date(2026, 3, 1))
        ]
        assert found[0].url == "/communities/water/roles/"
    assert roles.given_in_roles(people.member, people.coordinator, 5) == []  # one of the four is no own one


def test_nobody_sees_a_role_in_a_community_they_may_not_read(
    community: Any, neighbour: Any, people: Any
) -> None:
    gardener(community, people)
    community.visibility = "closed"
    community.save()

    assert roles.given_in_roles(people.stranger, people.member, 5) == []
    assert roles.given_in_roles(AnonymousUser(), people.member, 5) == []
    assert len(roles.given_in_roles(people.expert, people.member, 5)) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_roles_given_cost_the_same_for_one_and_three(
    count: int, community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        gardener(community, people, f"Gardener {number}")

    with django_assert_num_queries(1):
        assert len(roles.given_in_roles(people.expert, people.member, 5)) == count
    assert len(roles.given_in_roles(people.expert, people.member, 1)) == 1
