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
