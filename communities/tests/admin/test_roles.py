"""Terms in roles in the administration."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import roles
from communities.models import RoleTerm
from communities.tests.admin.test_memberships import act

pytestmark = pytest.mark.django_db
ROWS = "/admin/communities/roleterm/"


@pytest.mark.parametrize("who", ["coordinator", "facilitator"])
def test_a_term_is_ended_with_what_is_handed_over(
    who: str, community: Any, people: Any, sign_in: Any
) -> None:
    own = roles.define_role(community=community, by=people.coordinator, name="Gardener", duties="Weeds")
    terms = [
        RoleTerm.objects.get(community=community, user=people.expert),
        roles.appoint(own_role=own, user=people.member, by=people.coordinator),
    ]

    page = act(sign_in(getattr(people, who)), "end", *terms, path=ROWS, handover_note="Ask Ana.")

    assert "2 roles are ended." in page.content.decode()
    for term in terms:
        term.refresh_from_db()
        assert term.ended_at is not None
        assert term.handover_note == "Ask Ana."


def test_a_facilitator_does_not_end_the_term_of_who_coordinates_nor_any_next_door(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.facilitator)
    kept = [
        RoleTerm.objects.get(community=community, role="coordinator"),
        RoleTerm.objects.get(community=neighbour, role="expert"),
    ]

    pages = [act(client, "end", term, path=ROWS).content.decode() for term in kept]

    for term in kept:
        term.refresh_from_db()
        assert term.ended_at is None
    assert "give and end the coordinator’s role is for: Coordinator" in pages[0]


def test_the_list_is_parted_by_role_and_time(community: Any, people: Any, sign_in: Any) -> None:
    term = RoleTerm.objects.get(community=community, user=people.expert)
    client = sign_in(people.facilitator)

    assert str(people.expert) in client.get(ROWS, {"role": "expert", "held": "now"}).content.decode()
    assert str(people.expert) not in client.get(ROWS, {"held": "past"}).content.decode()
    assert str(people.expert) not in client.get(ROWS, {"role": "own"}).content.decode()
    assert client.get(f"{ROWS}{term.pk}/change/").status_code == 200
