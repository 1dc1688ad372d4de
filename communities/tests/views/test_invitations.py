"""Pages for those who ask people to come."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from communities.actions import invitations, links
from communities.models import Invitation, InvitationLink, Membership
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
HOME = "/communities/water/people/invitations/"
NEW, LIST = f"{HOME}new/", f"{HOME}list/"
LINK = "/communities/water/people/links/new/"
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _domains(settings: Any) -> None:
    settings.SIGNUP_DOMAINS = ["example.org"]


def ask(community: Any, people: Any, address: str = "ann@example.org", **fields: Any) -> Invitation:
    return invitations.ask(community=community, by=people.facilitator, address=address, **fields)


def test_a_person_is_invited_or_noted_by_address(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)

    said = client.post(NEW, {"address": "ann@example.org", "name": "Ann"}, follow=True)
    client.post(NEW, {"address": "bo@example.org", "later": "1"}, follow=True)

    assert b"Ann gets a letter" in said.content
    states = dict(Invitation.objects.values_list("address", "state"))
    assert states == {"ann@example.org": "sent", "bo@example.org": "to_ask"}
    assert b"bo@example.org" not in client.get(f"{HOME}?state=sent").content


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(
    community: Any, people: Any, sign_in: Any
) -> None:
    data = {"address": "gro@ministry.example", "name": "Gro", "reason": "She drills wells"}

    answer = sign_in(people.facilitator).post(NEW, data)

    assert b"Say where this guest works." in answer.content
    assert b"She drills wells" in answer.content
    assert not Invitation.objects.exists()


def test_a_list_is_tried_first_with_faults_by_line(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)
    text = "ann@example.org\nnobody\nbo@ministry.example\n"

    answer = client.post(LIST, {"text": text, "send": "1"})

    assert b"Nobody was invited" in answer.content
    assert b"Line 2:" in answer.content
    assert b"Line 3:" in answer.content
    assert b"Line 1:" not in answer.content
    assert b"bo@ministry.example" in answer.content
    assert not Invitation.objects.exists()


def test_a_file_is_tried_then_sent_whole(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)
    file = SimpleUploadedFile(
        "list.csv", "E-mail;Name\nann@example.org;Zoë\nbo@example.org;\n".encode("cp1252")
    )

    tried = client.post(LIST, {"file": file, "try": "1"})
    assert b"2 people can be invited" in tried.content
    assert not Invitation.objects.exists()
    text = tried.context["form"].initial["text"]
    client.post(LIST, {"text": text, "send": "1"})

    assert dict(Invitation.objects.values_list("address", "name")) == {
        "ann@example.org": "Zoë", "bo@example.org": "",
    }  # fmt: skip


def test_an_empty_list_asks_for_one(community: Any, people: Any, sign_in: Any) -> None:
    assert (
        b"Choose a file or paste the list." in sign_in(people.facilitator).post(LIST, {"text": " "}).content
    )


def test_a_note_is_sent_and_withdrawn_from_the_list(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)
    row = ask(community, people, send_now=False)

    for button, state in (("send", "sent"), ("withdraw", "withdrawn")):
        client.post(f"{HOME}{row.pk}/", {button: "1"})
        row.refresh_from_db()
        assert row.state == state
    refused = client.post(f"{HOME}{row.pk}/", {"send": "1"}, follow=True)
    assert b"This invitation is closed." in refused.content


def test_a_link_is_made_with_a_limit_shown_and_withdrawn(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)

    assert b"Give a limit" in client.post(LINK, {"label": "Fair"}).content
    assert b'name="key"' in client.get(LINK).content
    for _ in range(2):
        client.post(LINK, {"label": "Fair", "max_uses": "20", "key": "a"})
    link = InvitationLink.objects.get()
    assert links.link_url(link).encode() in client.get(HOME).content
    client.post(f"/communities/water/people/links/{link.pk}/revoke/")

    assert InvitationLink.objects.get().is_over
    assert links.link_url(link).encode() not in client.get(HOME).content


def test_a_guests_day_is_moved_or_ended(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)
    guest = Membership.objects.get(user=people.guest)
    address, day = f"/communities/water/people/guests/{guest.pk}/", timezone.localdate() + 9 * DAY

    refused = client.post(address, {"until": "2020-01-01"})
    assert b"Choose a day from today on" in refused.content
    client.post(address, {"until": day.isoformat()})
    guest.refresh_from_db()
    assert guest.access_until == day
    client.post(address, {"end": "1"})

    guest.refresh_from_db()
    assert not guest.is_active
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger"])
def test_others_see_and_change_nothing(
    who: str, community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    row, guest = ask(community, people, send_now=False), Membership.objects.get(user=people.guest)
    client = sign_in(getattr(people, who))

    for address in (HOME, NEW, LIST, LINK, f"/communities/water/people/guests/{guest.pk}/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{HOME}{row.pk}/", {"send": "1"}).status_code == 403
    assert client.post(LIST, {"text": "x@example.org", "send": "1"}).status_code == 403

    assert list(Invitation.objects.values_list("state", flat=True)) == ["to_ask"]
    assert f'href="{HOME}"'.encode() not in client.get("/communities/water/people/").content


def test_the_facilitator_next_door_reaches_no_row_of_this_community(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    row = ask(community, people, send_now=False)
    client = sign_in(factories.holder(neighbour, "facilitator"))

    answer = client.post(f"/communities/vaccines/people/invitations/{row.pk}/", {"send": "1"})

    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.state == "to_ask"


@pytest.mark.parametrize("more", [0, 2])
def test_three_rows_cost_as_many_queries_as_one(
    more: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(1 + more):
        ask(community, people, f"p{number}@example.org", send_now=False)
        links.make_link(community=community, by=people.facilitator, label=str(number), max_uses=1)
        if number:
            factories.joined(community, factories.person(is_guest=True))
    client = sign_in(people.facilitator)
    client.get(HOME)

    with django_assert_num_queries(8):
        page = client.get(HOME)

    assert page.content.count(b"@example.org") >= 1 + more
