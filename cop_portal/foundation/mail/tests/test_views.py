"""Stopping a list by the link of a letter, and mails that wait for one's word."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.tests.factories import joined
from discussions.actions import discussions
from discussions.enums import REPLY_KIND
from discussions.models import Contribution

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(community: Any, make_person: Any) -> Any:
    return joined(community, make_person("Rita Reader"), wants_newsletter=True)


def wants(community: Any, person: Any) -> bool:
    return community.memberships.get(user=person).wants_newsletter


def path(person: Any, community: Any) -> str:
    return "/" + addresses.stop_url(person.pk, "newsletter", community.pk).split("/", 3)[3]


def test_a_look_changes_nothing_and_one_click_stops_without_signing_in(
    community: Any, reader: Any, client: Any
) -> None:
    address = path(reader, community)

    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert wants(community, reader)
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not wants(community, reader)


def test_it_can_be_taken_back_on_the_same_page(community: Any, reader: Any, client: Any) -> None:
    address = path(reader, community)
    client.post(address)

    client.post(address, {"again": "1"})

    assert wants(community, reader)


def test_a_link_that_was_tampered_with_leads_nowhere(community: Any, reader: Any, client: Any) -> None:
    address = path(reader, community)

    for bad in (address[:-3] + "xx/", "/stop/x/", "/stop/" + "a" * 300 + "/"):
        assert client.post(bad).status_code == 404
    assert wants(community, reader)


@pytest.fixture
def held(community: Any, people: Any, settings: Any) -> InboundMail:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"
    talk = discussions.start(
        community=community, by=people.expert, title="Which?", body="x", kind="question", quiet=True
    )
    to = addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = people.member.email, to, "<h@example.org>"
    message.set_content("Held <b>words</b>.")
    mail = inbound.receive(message.as_bytes(), envelope_to=to)
    inbound.route_all()
    return mail


def test_one_sees_ones_own_held_mails_only_and_their_markup_is_text(
    held: InboundMail, people: Any, sign_in: Any
) -> None:
    mine = sign_in(people.member).get("/my/held-mail/").content.decode()
    theirs = sign_in(people.stranger).get("/my/held-mail/").content.decode()

    assert "Held &lt;b&gt;words&lt;/b&gt;." in mine
    assert "Held" not in theirs.split("<main", 1)[1].split("</main>")[0] or "words" not in theirs


def test_only_its_person_answers_a_held_mail_and_once(held: InboundMail, people: Any, sign_in: Any) -> None:
    address = f"/my/held-mail/{held.pk}/"

    assert sign_in(people.stranger).post(address, {"answer": "mine"}).status_code == 404
    assert sign_in(people.member).get(address).status_code == 405
    assert sign_in(people.member).post(address, {"answer": "mine"}).status_code == 302
    assert sign_in(people.member).post(address, {"answer": "mine"}).status_code == 404

    assert Contribution.objects.count() == 1
