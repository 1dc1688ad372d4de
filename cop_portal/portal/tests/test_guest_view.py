"""Seeing the portal as a guest."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships
from communities.enums import Visibility
from communities.models import Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests import factories
from metrics import capture

pytestmark = pytest.mark.django_db
BEGIN, END = "/communities/water/as-guest/", "/as-guest/end/"
BAR = b"You see the portal as a guest of Water does."


@pytest.fixture
def as_guest(community: Any, neighbour: Any, people: Any, sign_in: Any) -> Any:
    """The facilitator's browser, in the view of a guest."""
    type(community).objects.filter(pk=community.pk).update(visibility=Visibility.CLOSED)
    factories.community("Health", visibility=Visibility.ORGANISATION)
    client = sign_in(people.facilitator)
    client.post(BEGIN)
    return client


def test_a_facilitator_sees_what_a_guest_sees(as_guest: Any, people: Any) -> None:
    before = User.objects.count()

    home = as_guest.get("/communities/water/")
    listed = as_guest.get("/communities/")

    assert BAR in home.content
    assert b"Invitations" not in as_guest.get("/communities/water/people/").content
    assert b"Health" not in listed.content
    assert BAR in listed.content
    for refused in ("/communities/water/people/invitations/", "/communities/water/identity/"):
        assert as_guest.get(refused).status_code == 403
    assert as_guest.get("/communities/health/").status_code == 404
    assert User.objects.count() == before
    assert Membership.objects.filter(community__slug="water").count() == 6


def test_nothing_is_changed_and_nothing_is_counted(as_guest: Any, people: Any, monkeypatch: Any) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(capture, "note", seen.append)

    as_guest.get("/communities/water/", headers={"User-Agent": "Mozilla/5.0"})
    answer = as_guest.post("/communities/water/leave/", follow=True)

    assert b"nothing was changed" in answer.content
    assert seen == []
    assert Membership.objects.get(user=people.facilitator).is_active


def test_one_goes_back_to_oneself(as_guest: Any) -> None:
    as_guest.post(END)

    page = as_guest.get("/communities/water/people/")

    assert BAR not in page.content
    assert b"Invitations" in page.content


def test_the_view_ends_with_the_right_to_it(as_guest: Any, community: Any, people: Any) -> None:
    memberships.end_role(community=community, user=people.facilitator, role="facilitator", by=SYSTEM)

    assert as_guest.get("/communities/water/").status_code == 302
    assert BAR not in as_guest.get("/communities/water/").content


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger"])
def test_others_do_not_go_in(who: str, community: Any, neighbour: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(getattr(people, who))

    assert client.post(BEGIN).status_code == 403
    assert BAR not in client.get("/communities/").content


def test_a_page_that_fails_leaves_no_guest_behind(as_guest: Any, monkeypatch: Any) -> None:
    from cop_portal.portal.views import community_home

    def fail(*_: Any) -> None:
        raise RuntimeError("down")

    monkeypatch.setattr(community_home.communities, "get_for", fail)
    before = User.objects.count()

    with pytest.raises(RuntimeError):
        as_guest.get("/communities/water/")

    assert User.objects.count() == before
