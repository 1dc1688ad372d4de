"""Where the links of invitations lead."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions import invitations, links
from communities.enums import JoinPolicy, Visibility
from communities.models import Invitation, InvitationLink, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
INVITE = "/communities/water/invite/"


@pytest.fixture(autouse=True)
def _domains(settings: Any) -> None:
    settings.SIGNUP_DOMAINS = ["example.org"]


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def asked(community: Any, people: Any, address: str = "gro@ministry.example") -> tuple[Invitation, str]:
    until = timezone.localdate() + datetime.timedelta(days=90)
    invitation = invitations.ask(
        community=community, by=people.facilitator, address=address, name="Gro Guest",
        organisation="Ministry", reason="She drills wells", access_until=until,
    )  # fmt: skip
    return invitation, path(invitations.invitation_url(invitation))


def test_a_guest_opens_an_account_from_the_letter_and_joins(community: Any, people: Any, client: Any) -> None:
    _invitation, letter = asked(community, people)
    page = client.get(letter)
    assert b"She drills wells" in page.content
    assert b"nobody else of the organisation" in page.content
    signup = f"/accounts/signup/?next={letter}"
    assert b"gro@ministry.example" in client.get(signup).content

    data = {"email": "gro@ministry.example", "password1": factories.PASSWORD, "name": "Gro Guest"}
    answer = client.post(signup, {**data, "next": letter})
    assert (answer.status_code, answer.url) == (302, letter)
    client.post(letter, {"accept": "1", "brings": "Wells"})

    gro = User.objects.get(email="gro@ministry.example")
    assert (gro.is_guest, gro.organisation) == (True, "Ministry")
    assert gro.emailaddress_set.get().verified
    row = Membership.objects.get(user=gro)
    assert row.is_active
    assert row.access_until
    assert row.brings == "Wells"


def test_a_letter_opens_no_account_for_another_address(community: Any, people: Any, client: Any) -> None:
    _invitation, letter = asked(community, people)
    data = {"email": "eve@evil.example", "password1": factories.PASSWORD, "name": "Eve", "next": letter}

    answer = client.post("/accounts/signup/", data)

    assert b"Guests are invited by a colleague." in answer.content
    assert not User.objects.filter(email="eve@evil.example").exists()


def test_a_letter_is_no_proof_for_another_address_of_the_organisation(
    community: Any, people: Any, client: Any
) -> None:
    _invitation, letter = asked(community, people)
    data = {"email": "eve@example.org", "password1": factories.PASSWORD, "name": "Eve", "next": letter}

    client.post("/accounts/signup/", data)

    eve = User.objects.get(email="eve@example.org")
    assert not eve.emailaddress_set.get().verified
    assert not eve.is_guest


@pytest.mark.parametrize("how", ["withdrawn", "unknown"])
def test_an_invitation_that_is_over_opens_no_account(
    how: str, community: Any, people: Any, client: Any
) -> None:
    invitation, letter = asked(community, people)
    invitations.withdraw(invitation=invitation, by=people.facilitator)
    where = letter if how == "withdrawn" else "/invitations/aaaaaaaaaaaaaaaaaaaaaaaaaa/"
    data = {"email": "gro@ministry.example", "password1": factories.PASSWORD, "name": "Gro", "next": where}

    client.post("/accounts/signup/", data)

    assert not User.objects.filter(email="gro@ministry.example").exists()
    assert b"This invitation was withdrawn." in client.get(letter).content
    assert client.get("/invitations/aaaaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 404


def test_somebody_else_who_is_signed_in_is_told_to_change_accounts(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    _invitation, letter = asked(community, people)
    client = sign_in(people.stranger)

    assert b"went to another address" in client.get(letter).content
    assert client.post(letter, {"accept": "1", "brings": ""}).status_code == 403
    assert not Membership.objects.filter(community=community, user=people.stranger).exists()


def test_no_is_one_click_without_an_account(community: Any, people: Any, client: Any) -> None:
    invitation, letter = asked(community, people)

    answer = client.post(letter, {"decline": "1"}, follow=True)

    invitation.refresh_from_db()
    assert invitation.state == "declined"
    assert b"Thank you for the answer." in answer.content


def test_a_members_link_brings_a_colleague_in(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.member)
    assert b"Make my link" in client.get(INVITE).content
    client.post(INVITE)
    url = path(links.link_url(InvitationLink.objects.get()))
    assert url.encode() in client.get(INVITE).content

    client = sign_in(people.stranger)
    assert b"Mona Member invites you" in client.get(url).content
    answer = client.post(url, {"brings": "Pumps"}, follow=True)

    assert b"Welcome. You are a member of Water." in answer.content
    assert b"1 person came by it" in sign_in(people.member).get(INVITE).content


def test_a_visitor_with_a_link_learns_the_name_of_public_communities_alone(
    community: Any, people: Any, client: Any
) -> None:
    url = path(links.link_url(links.personal_link(community=community, by=people.member)))

    page = client.get(url)
    assert b"Sign in to see to which community." in page.content
    assert b"Water" not in page.content
    assert b"Mona" not in page.content
    assert client.post(url, {"brings": ""}).status_code == 200
    type(community).objects.update(visibility=Visibility.PUBLIC)

    shown = client.get(url).content
    assert b"Water" in shown
    assert b"Mona" not in shown


def test_a_link_that_is_over_says_so(community: Any, neighbour: Any, people: Any, sign_in: Any) -> None:
    link = links.personal_link(community=community, by=people.member)
    links.revoke_link(link=link, by=people.member)
    client, url = sign_in(people.stranger), path(links.link_url(link))

    assert b"not valid any more" in client.get(url).content
    assert client.post(url, {"brings": ""}).status_code == 403
    assert client.get("/invite/aaaaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 404


def test_by_request_the_link_says_that_one_asks(people: Any, sign_in: Any) -> None:
    where = factories.community_with_roles("Health", join_policy=JoinPolicy.REQUEST)
    url = path(links.link_url(links.personal_link(community=where, by=factories.holder(where, "expert"))))
    client = sign_in(people.member)

    assert b"Ask to join" in client.get(url).content
    answer = client.post(url, {"brings": ""}, follow=True)

    assert b"Your request reached" in answer.content


def test_the_poster_carries_the_link_as_a_code(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)
    assert client.get(f"{INVITE}poster/").url == INVITE
    link = links.personal_link(community=community, by=people.member)

    page = client.get(f"{INVITE}poster/").content

    assert b"<svg" in page
    assert links.link_url(link).encode() in page
    assert b"style=" not in page


@pytest.mark.parametrize("who", ["guest", "stranger"])
def test_others_have_no_page_to_invite(
    who: str, community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(getattr(people, who))

    for address in (INVITE, f"{INVITE}poster/"):
        assert client.get(address).status_code == 403
    assert client.post(INVITE).status_code == 403
    assert not InvitationLink.objects.exists()
