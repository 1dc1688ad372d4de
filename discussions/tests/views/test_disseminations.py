"""Sending on: three ways on one page."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests import factories
from discussions.models import Discussion, Dissemination
from discussions.tests.actions.test_disseminations import concluded
from discussions.tests.makers import facilitated

pytestmark = pytest.mark.django_db


def test_partners_communities_and_notes_stand_on_one_list(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    talk = concluded(community, people.facilitator, people.member)
    client = sign_in(factories.joined(neighbour, people.facilitator))
    address = f"{talk.get_absolute_url()}sent/"

    wrong = client.post(
        address, {"do": "mail", "mail-addresses": "Ministry <water@m.example>\nnobody", "mail-words": "Kept"}
    )
    client.post(address, {"do": "mail", "mail-addresses": "Ministry <water@m.example>\n\nngo@example.net"})
    client.post(address, {"do": "tell", "tell-to": neighbour.pk, "tell-words": "For you"})
    client.post(address, {"do": "note", "where": "All offices", "url": "https://example.org/x"})

    assert b"This is no e-mail address: nobody" in wrong.content
    assert b"Kept" in wrong.content
    assert Dissemination.objects.count() == 4
    assert Discussion.objects.filter(community=neighbour).count() == 1
    page = client.get(address).content.decode()
    for words in ("water@m.example", "Vaccines", "All offices", "by e-mail from the portal", "noted by hand"):
        assert words in page
    # Members see where it went, not the addresses, and no community they may not know of.
    shown = sign_in(people.guest).get(talk.get_absolute_url()).content.decode()
    assert "Ministry" in shown
    assert (
        'class="lede" dir="auto"><p>Care <a class="ref"' in shown
    )  # the source of the sentence in short too
    assert "water@m.example" not in shown
    assert "Vaccines" not in shown
    assert sign_in(people.member).get(address).status_code == 403


def test_before_the_publication_nothing_is_sent(community: Any, people: Any, sign_in: Any) -> None:
    talk = facilitated(community, people.facilitator)
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}sent/"

    client.post(address, {"do": "mail", "mail-addresses": "ngo@example.net"})

    assert b"Publish the synthesis before" in client.get(address).content
    assert not Dissemination.objects.exists()
