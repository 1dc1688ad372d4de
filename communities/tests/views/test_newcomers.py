"""Pages about those who have just come, and one's own membership."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships
from communities.models import Membership
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
NEWCOMERS, OWN = "/communities/water/people/newcomers/", "/communities/water/me/"


def row(who: Any) -> Membership:
    return Membership.objects.get(user=who, community__slug="water")


def test_a_newcomer_finds_the_first_steps_on_the_communitys_page(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.member)
    assert b"First steps" in client.get("/communities/water/").content

    client.post(OWN, {"brings": "Pumps", "seeks": "Money"})

    assert (row(people.member).brings, row(people.member).seeks) == ("Pumps", "Money")
    assert b"Pumps" in client.get(OWN).content


def test_what_was_typed_about_oneself_is_kept_when_it_is_too_long(
    community: Any, people: Any, sign_in: Any
) -> None:
    answer = sign_in(people.member).post(OWN, {"brings": "b" * 301, "seeks": "Kept"})

    assert b"b" * 301 in answer.content
    assert b"Kept" in answer.content
    assert row(people.member).seeks == ""


def test_the_facilitator_names_a_buddy_and_writes_once(community: Any, people: Any, sign_in: Any) -> None:
    client, address = sign_in(people.facilitator), f"{NEWCOMERS}{row(people.member).pk}/"
    assert b"Mona Member" in client.get(NEWCOMERS).content

    client.post(address, {"buddy": str(people.expert.pk)})
    assert row(people.member).buddy == people.expert
    client.post(address, {"nudge": "1"})
    again = client.post(address, {"nudge": "1"}, follow=True)

    assert b"once is enough" in again.content
    assert b"Write to them once" in again.content
    assert client.post(address, {"buddy": str(people.sponsor.pk)}).status_code == 404
    for nonsense in ("x", "²", "9" * 30):
        assert client.post(address, {"buddy": nonsense}).status_code == 404


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger"])
def test_others_do_not_look_after_newcomers(
    who: str, community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(getattr(people, who))

    assert client.get(NEWCOMERS).status_code == 403
    assert client.post(f"{NEWCOMERS}{row(people.member).pk}/", {"nudge": "1"}).status_code == 403
    assert row(people.member).nudged_at is None


def test_strangers_have_no_membership_to_describe(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    assert sign_in(people.stranger).get(OWN).status_code == 403
    assert sign_in(people.administrator).get(OWN).url == "/communities/water/join/"


def test_no_to_an_invitation_is_one_click(community: Any, neighbour: Any, people: Any, sign_in: Any) -> None:
    memberships.invite(community=community, user=people.stranger, by=people.facilitator)
    client = sign_in(people.stranger)
    assert b"invites you" in client.get("/communities/water/join/").content

    client.post("/communities/water/join/decline/")

    assert row(people.stranger).state == "declined"


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_of_newcomers_asks_as_often_for_three_as_for_one(
    more: int, neighbour: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(1 + more):
        factories.joined(neighbour, factories.person())
    client = sign_in(factories.holder(neighbour, "facilitator"))
    client.get("/communities/vaccines/people/newcomers/")

    with django_assert_num_queries(8):
        client.get("/communities/vaccines/people/newcomers/")
