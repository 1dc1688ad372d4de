"""Letters of a discussion hold all that its page holds, for who reads there and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.mail.models import Letter, OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.uploads import check_upload
from discussions.actions import subscriptions, syntheses
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
WORDS = "It is **late**: read [the report](https://example.org/r).\n\n- one\n- two"


def letter(kind: str, person: Any) -> Letter:
    written = OutgoingMail.objects.filter(kind=kind, user=person).latest("pk").letter
    assert written is not None
    return written


def test_a_contribution_comes_with_its_links_its_list_and_its_files(
    community: Any, people: Any, dispatched: Any, settings: Any
) -> None:
    talk = question(community, people.expert)
    subscriptions.follow(discussion=talk, by=people.facilitator, frequency="instant")
    made = said(talk, people.member, WORDS, files=[check_upload("depths.txt", b"twelve metres")])
    dispatched()

    mail = letter("discussions.contribution", people.facilitator)
    assert "It is late: read the report <https://example.org/r>.\n\n- one\n- two" in mail.text
    address = f"{settings.PORTAL_URL}/attachments/{made.attachments.get().pk}/"
    assert f"depths.txt (13\xa0bytes): {address}" in mail.text
    assert f'href="{address}"' in mail.html
    assert 'href="https://example.org/r"' in mail.html
    notice = Notice.objects.get(kind="discussions.contribution", user=people.facilitator)
    assert notice.detail.startswith("It is late: read the report.")
    assert not OutgoingMail.objects.filter(user=people.stranger).exists()


def test_a_synthesis_comes_with_what_follows_from_it_and_its_sources(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = facilitated(community, people.facilitator, quiet=True)
    said(talk, people.member, quiet=True)
    syntheses.pin_summary(discussion=talk, by=people.facilitator, body="Late [1].")
    words = {"in_short": "Care [1].", "body": "### Care\n\nGrease [1].", "conclusions": "Grease weekly [1]."}
    syntheses.save_synthesis(discussion=talk, by=people.facilitator, **words)
    syntheses.publish_synthesis(discussion=talk, by=people.facilitator)
    subscriptions.follow(discussion=talk, by=people.member, frequency="instant")
    dispatched()

    assert "Late [1]." in letter("discussions.summary", people.member).text
    text = letter("discussions.synthesis", people.member).text
    said_so = ["Care [1].", "Conclusions and recommendations", "Grease weekly [1].", "Grease [1]."]
    places = [text.index(words) for words in said_so]
    assert places == sorted(places)
