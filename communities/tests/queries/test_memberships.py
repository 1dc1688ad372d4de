"""Reading who belongs where."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from communities.enums import Capability
from communities.models import Membership
from communities.queries import memberships
from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.accounts.models import Office
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_members_come_by_name_with_their_office_of_today(community: Any, people: Any) -> None:
    office = Office.objects.create(name="Kenya", city="Nairobi", level="country", time_zone="Africa/Nairobi")
    accounts.assign_post(
        user=people.expert, office=office, title="Officer", from_date=datetime.date(2020, 1, 1)
    )

    rows = {row.user: row.office_city for row in memberships.members(community)}

    assert rows[people.expert] == "Nairobi"
    assert rows[people.member] is None
    assert people.stranger not in rows
    assert [row.user for row in memberships.members(community, role="expert")] == [people.expert]


def test_members_are_found_by_name_however_many_namesakes_the_organisation_has(
    community: Any, people: Any
) -> None:
    for _ in range(3):
        factories.person("Mona Member")

    found = memberships.members(community, words="mona")

    assert [row.user for row in found] == [people.member]


def test_waiting_requests_are_those_one_may_answer_oldest_first(
    community: Any, neighbour: Any, people: Any, make_person: Any
) -> None:
    late, early = (
        Membership.objects.create(
            community=community,
            user=make_person(),
            state="requested",
            requested_at=datetime.datetime(2026, 1, day, tzinfo=datetime.UTC),
        )
        for day in (9, 2)
    )
    Membership.objects.create(community=neighbour, user=people.member, state="requested")

    assert list(memberships.waiting(community)) == [early, late]
    assert list(memberships.waiting_for(people.facilitator)) == [early, late]
    assert list(memberships.waiting_for(people.member)) == []
    assert memberships.waiting_for(people.administrator).count() == 3


def test_a_capability_leads_to_its_people_and_communities(
    community: Any, neighbour: Any, people: Any
) -> None:
    assert set(memberships.ids_with_capability(community.pk, Capability.CONVENE)) == {
        people.coordinator.pk,
        people.facilitator.pk,
    }
    assert list(memberships.communities_where(people.expert, Capability.REVIEW_RESOURCES)) == [community]
    assert set(memberships.communities_where(people.administrator, Capability.CURATE)) == {
        community,
        neighbour,
    }
    assert memberships.holds_any_role(people.expert)
    assert not memberships.holds_any_role(people.member)


def test_a_person_s_communities_are_shown_as_far_as_their_members_are(
    community: Any, neighbour: Any, people: Any
) -> None:
    factories.joined(neighbour, people.member)

    def seen(viewer: Any) -> list[str]:
        return [row.community.name for row in memberships.of_person(viewer, people.member)]

    assert seen(people.member) == ["Vaccines", "Water"]
    assert seen(people.stranger) == ["Vaccines", "Water"]
    assert seen(people.expert) == ["Water"]
    assert seen(people.guest) == ["Water"]
    assert seen(AnonymousUser()) == []


def test_newsletter_readers_said_yes_and_can_be_reached(community: Any, people: Any) -> None:
    Membership.objects.filter(user__in=[people.member, people.expert, people.guest]).update(
        wants_newsletter=True
    )
    type(people.expert).objects.filter(pk=people.expert.pk).update(mail_state="bounces")
    type(people.guest).objects.filter(pk=people.guest.pk).update(is_active=False)

    assert [row.user for row in memberships.newsletter_readers(community)] == [people.member]


def test_member_ids_role_history_and_one_s_own(community: Any, people: Any) -> None:
    assert people.member.pk in memberships.member_ids(community.pk)
    assert people.stranger.pk not in memberships.member_ids(community.pk)
    assert {term.user for term in memberships.role_history(community)} == {
        people.coordinator,
        people.facilitator,
        people.expert,
        people.knowledge_manager,
    }
    assert memberships.own(people.stranger, community) is None
    assert memberships.own(AnonymousUser(), community) is None
    assert memberships.own(people.member, community).is_active
