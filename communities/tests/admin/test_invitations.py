"""Invitations in the administration: one by one, by list, out and in again."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from communities.actions import invitations, links
from communities.models import Invitation
from communities.tests.admin.test_memberships import act
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
ROWS = "/admin/communities/invitation/"
LINKS = "/admin/communities/invitationlink/"
UNTIL = timezone.localdate() + datetime.timedelta(days=30)
GUEST = {
    "address": "gro@ministry.example", "name": "Gro Guest", "organisation": "Ministry",
    "reason": "=Drills wells", "access_until": UNTIL.isoformat(),
}  # fmt: skip


def test_a_person_is_asked_and_what_is_missing_is_said(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.facilitator)

    without = client.post(f"{ROWS}add/", {"community": community.pk, "address": "gro@ministry.example"})
    client.post(f"{ROWS}add/", {"community": community.pk, **GUEST})

    page = without.content.decode()
    assert "Say where this guest works." in page
    assert "gro@ministry.example" in page
    assert Invitation.objects.get(community=community).state == "sent"


def test_nobody_is_asked_to_the_community_next_door(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.facilitator)

    client.post(f"{ROWS}add/", {"community": neighbour.pk, **GUEST})
    client.post(f"{ROWS}import/", {"community": neighbour.pk, "text": "ana@example.org", "send": "1"})

    assert not Invitation.objects.exists()
    assert "Vaccines" not in client.get(f"{ROWS}add/").content.decode()
    assert "Vaccines" not in client.get(f"{ROWS}import/").content.decode()


def test_what_is_noted_is_sent_and_what_is_sent_is_withdrawn(
    community: Any, people: Any, sign_in: Any
) -> None:
    noted = invitations.ask(
        community=community, by=people.facilitator, send_now=False, **{**GUEST, "access_until": UNTIL}
    )
    client = sign_in(people.facilitator)

    act(client, "send", noted, path=ROWS)
    noted.refresh_from_db()
    assert noted.state == "sent"
    act(client, "withdraw", noted, path=ROWS)
    noted.refresh_from_db()
    assert noted.state == "withdrawn"
    assert client.get(f"{ROWS}{noted.pk}/change/").status_code == 200


def test_a_list_with_a_fault_asks_nobody_and_names_the_line(
    community: Any, people: Any, sign_in: Any
) -> None:
    data = {"community": community.pk, "text": "gro@ministry.example,Gro\nnobody", "send": "1"}

    page = sign_in(people.facilitator).post(f"{ROWS}import/", data).content.decode()

    assert "Line 1:" in page
    assert "Say where this guest works." in page
    assert "Line 2:" in page
    assert "nobody" in page
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_can_be_imported_again_without_loss(
    kind: str, community: Any, people: Any, sign_in: Any
) -> None:
    invitations.ask(community=community, by=people.facilitator, **{**GUEST, "access_until": UNTIL})
    client = sign_in(people.facilitator)
    exported = client.get(f"{ROWS}export/{kind}/").content
    Invitation.objects.all().delete()

    def send(**more: str) -> Any:
        file = SimpleUploadedFile(f"list.{kind}", exported)
        return client.post(f"{ROWS}import/", {"community": community.pk, "file": file, **more}, follow=True)

    assert "1 person can be invited. Nothing is sent yet." in send().content.decode()
    assert not Invitation.objects.exists()
    assert "1 person is invited." in send(send="1").content.decode()
    made = Invitation.objects.get()
    assert (made.address, made.name, made.organisation, made.reason, made.access_until) == (
        GUEST["address"], "Gro Guest", "Ministry", "=Drills wells", UNTIL,
    )  # fmt: skip


def test_a_workbook_made_by_hand_is_understood(community: Any, people: Any, sign_in: Any) -> None:
    book, data = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Name", "E-mail", "Organisation", "Reason", "Last day"])
    book.active.append(["Gro", "gro@ministry.example", "Ministry", "Wells", UNTIL])
    book.save(data)
    file = SimpleUploadedFile("list.xlsx", data.getvalue())

    sign_in(people.facilitator).post(f"{ROWS}import/", {"community": community.pk, "file": file, "send": "1"})

    assert Invitation.objects.get().access_until == UNTIL


def test_what_is_no_workbook_is_refused_in_words(community: Any, people: Any, sign_in: Any) -> None:
    file = SimpleUploadedFile("list.xlsx", b"PK nonsense")

    page = sign_in(people.facilitator).post(f"{ROWS}import/", {"community": community.pk, "file": file})

    assert "not a workbook" in page.content.decode()


def test_a_link_is_withdrawn_and_where_it_leads_is_not_shown(
    community: Any, people: Any, sign_in: Any
) -> None:
    factories.joined(community, people.sponsor)
    link = links.personal_link(community=community, by=people.member)
    client = sign_in(people.facilitator)

    page = client.get(LINKS).content.decode() + client.get(f"{LINKS}{link.pk}/change/").content.decode()
    act(client, "revoke", link, path=LINKS)

    link.refresh_from_db()
    assert link.revoked_at is not None
    assert links.link_url(link) not in page
    assert link.nonce not in page
