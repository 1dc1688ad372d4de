"""Reading invitations."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from communities.actions import invitations as actions
from communities.actions import links, memberships
from communities.models import Invitation, InvitationLink, Membership
from communities.queries import invitations
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _domains(settings: Any) -> None:
    settings.SIGNUP_DOMAINS = ["example.org"]


def ask(community: Any, by: Any, address: str, **fields: Any) -> Invitation:
    return actions.ask(community=community, by=by, address=address, **fields)


def test_addresses_are_seen_by_those_who_manage_members_alone(
    community: Any, neighbour: Any, people: Any
) -> None:
    invitation = ask(community, people.facilitator, "ann@example.org")
    next_door = factories.holder(neighbour, "coordinator")
    ask(neighbour, next_door, "bo@example.org")

    for who in (people.facilitator, people.coordinator, people.administrator):
        assert list(invitations.listed(who, community)) == [invitation]
    for who in (people.member, people.expert, people.guest, people.stranger, next_door, AnonymousUser()):
        assert not invitations.listed(who, community).exists()
        with pytest.raises(Http404):
            invitations.get_for(who, community, invitation.pk)
    assert not invitations.listed(people.facilitator, community, state="accepted").exists()
    assert invitations.listed(people.facilitator, community, state="sent").exists()


def test_links_are_seen_by_their_owner_and_those_who_manage_members(
    community: Any, neighbour: Any, people: Any
) -> None:
    own = links.personal_link(community=community, by=people.member)

    for who in (people.member, people.facilitator):
        assert list(invitations.links(who, community)) == [own]
    for who in (people.expert, people.stranger, factories.holder(neighbour, "coordinator")):
        assert not invitations.links(who, community).exists()
        assert not InvitationLink.objects.visible_to(who).exists()


@pytest.mark.parametrize("token", ["", "x" * 26, "not a token"])
def test_what_nobody_was_sent_leads_nowhere(token: str, community: Any, people: Any) -> None:
    ask(community, people.facilitator, "ann@example.org")

    for find in (invitations.by_token, invitations.link_by_token):
        with pytest.raises(Http404):
            find(token)


def test_what_brought_people_in_is_counted(community: Any, neighbour: Any, people: Any) -> None:
    own = links.personal_link(community=community, by=people.member)
    links.come_through(link=own, by=factories.person())
    for number in range(2):
        who = factories.person(f"Ann {number}")
        ask(community, people.facilitator, who.email)
        memberships.join(community=community, by=who)
    actions.decline(invitation=ask(community, people.facilitator, "no@example.org"))

    found = invitations.brought(community)

    assert (found.by_letter, found.by_links, found.otherwise, found.total) == (2, 1, 6, 9)
    assert (found.answered, found.declined) == (2, 1)
    assert invitations.brought(neighbour).by_links == 0


def test_guests_are_listed_with_who_leaves_first_on_top(community: Any, people: Any) -> None:
    later = factories.joined(community, factories.person("Abe", is_guest=True))
    today = timezone.localdate()
    Membership.objects.filter(user=people.guest).update(access_until=today + DAY)
    Membership.objects.filter(user=later).update(access_until=today + 9 * DAY)

    assert [row.user for row in invitations.guests(community)] == [people.guest, later]
