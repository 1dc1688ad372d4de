"""A picture that comes with somebody's every mail is a logo, wherever their signature begins."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from cop_portal.foundation.mail import addresses
from cop_portal.foundation.mail.models import InboundMail
from discussions.actions import discussions
from discussions.enums import REPLY_KIND
from discussions.models import Contribution
from discussions.tests.test_inbound import arrives, mail, picture

pytestmark = pytest.mark.django_db
State = InboundMail.State


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


def with_picture(to: str, sender: str, number: int, disposition: str = "inline") -> EmailMessage:
    """A mail with the same small picture beside its words, as a logo of which no program knows."""
    message = mail(sender, to, "Re: Which?", f"Said {number}.")
    message.add_alternative(f'<p><img src="cid:one">Said {number}.</p>', subtype="html")
    message.get_payload()[1].add_related(  # type: ignore[union-attr]
        picture(), maintype="image", subtype="png", cid="<one>", filename="logo.png", disposition=disposition
    )
    return message


def test_a_picture_that_came_with_two_mails_of_somebody_is_a_logo_in_the_third(
    community: Any, people: Any
) -> None:
    talk = discussions.start(community=community, by=people.expert, title="Which?", body="x", quiet=True)

    def files_of(person: Any, number: int, **how: Any) -> int:
        to = addresses.reply_address(person.pk, REPLY_KIND, talk.pk)
        assert arrives(with_picture(to, person.email, number, **how), to).state == State.POSTED
        return Contribution.objects.latest("number").attachments.count()

    assert [files_of(people.member, number) for number in range(4)] == [1, 1, 0, 0]
    assert files_of(people.expert, 4) == 1
    assert files_of(people.member, 5, disposition="attachment") == 1


def test_pictures_that_were_cut_are_named_with_the_text_that_was_cut_for_those_who_read_it(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = discussions.start(community=community, by=people.expert, title="Which?", body="x", quiet=True)
    to = addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)
    message = mail(people.member.email, to, "Re: Which?", "Mine.\n\n-- \nMona, Water")
    shown = (
        '<div dir="ltr">Mine.</div><div class="gmail_signature">-- <br>Mona, Water<img src="cid:one"></div>'
    )
    message.add_alternative(shown, subtype="html")
    message.get_payload()[1].add_related(  # type: ignore[union-attr]
        picture(),
        maintype="image",
        subtype="png",
        cid="<one>",
        filename="<b>logo</b>.png",
        disposition="inline",
    )

    assert arrives(message, to).state == State.POSTED

    said = Contribution.objects.latest("number")
    assert (said.body, said.attachments.count()) == ("Mine.", 0)
    assert said.quoted.endswith("Pictures of a signature or a quote, left out: <b>logo</b>.png")
    cut = f"{talk.get_absolute_url()}contributions/{said.number}/quoted/"
    page = sign_in(people.expert).get(cut).content.decode()
    assert "Mona, Water" in page
    assert "left out: &lt;b&gt;logo&lt;/b&gt;.png" in page
    community.visibility = "closed"
    community.save(update_fields=["visibility"])
    assert sign_in(people.stranger).get(cut).status_code == 404


def test_a_picture_alone_that_was_cut_is_named_too_and_a_mail_without_any_says_nothing_of_pictures(
    community: Any, people: Any
) -> None:
    talk = discussions.start(community=community, by=people.expert, title="Which?", body="x", quiet=True)
    to = addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)
    quoted = []

    for number in range(3):
        arrives(with_picture(to, people.member.email, number), to)
        quoted.append(Contribution.objects.latest("number").quoted)
    arrives(mail(people.member.email, to, "Re: Which?", "Plain."), to)

    assert quoted == ["", "", "Pictures of a signature or a quote, left out: logo.png"]
    assert Contribution.objects.latest("number").quoted == ""
