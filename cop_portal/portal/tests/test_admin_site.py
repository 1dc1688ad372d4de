"""The first page of the administration."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships
from communities.models import Membership
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_a_facilitator_finds_what_they_did_last_with_its_history(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.facilitator)
    assert "What I did last" not in client.get("/admin/").content.decode()

    row = Membership.objects.get(community=community, user=people.member)
    memberships.give_role(community=community, user=people.member, role="expert", by=people.facilitator)
    page = client.get("/admin/").content.decode()

    assert "What I did last" in page
    assert f'<a href="/admin/communities/membership/{row.pk}/history/" dir="auto">Mona Member</a>' in page
    assert "gave a role · <bdi>Water</bdi>" in page
    assert "Recent actions" not in page
    assert "gave a role" in client.get(f"/admin/communities/membership/{row.pk}/history/").content.decode()
    assert "Mona Member" not in sign_in(people.coordinator).get("/admin/").content.decode()


@pytest.mark.parametrize("who", ["member", "guest", "expert", "stranger"])
def test_others_do_not_come_to_it(who: str, people: Any, sign_in: Any) -> None:
    assert sign_in(getattr(people, who)).get("/admin/").status_code in (302, 403)


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_costs_the_same_for_one_deed_and_three(
    count: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        asks = Membership.objects.create(
            community=community, user=factories.person(f"Ada {number}"), state="requested"
        )
        memberships.welcome(membership=asks, by=people.facilitator)
    client = sign_in(people.facilitator)
    client.get("/admin/")

    with django_assert_num_queries(10):
        assert client.get("/admin/").status_code == 200
