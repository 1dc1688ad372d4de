"""The list of communities, the page about one, its identity and its modules."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
ABOUT, IDENTITY, MODULES = (f"/communities/water/{end}/" for end in ("about", "identity", "modules"))


def test_the_list_shows_each_reader_what_they_may_know(
    client: Any, community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    factories.community("Open", visibility="public")
    factories.community("Inquiry", visibility="secret")

    def names() -> set[str]:
        page = client.get("/communities/").content.decode()
        return {name for name in ("Water", "Vaccines", "Open", "Inquiry") if f">{name}</a>" in page}

    assert names() == {"Open"}
    sign_in(people.guest)
    assert names() == {"Open", "Water"}
    sign_in(people.stranger)
    assert names() == {"Open", "Vaccines", "Water"}
    sign_in(people.administrator)
    assert names() == {"Open", "Vaccines", "Water", "Inquiry"}


def test_names_of_people_are_not_public(client: Any, community: Any, people: Any, sign_in: Any) -> None:
    type(community).objects.update(visibility="public")

    for address in ("/communities/", ABOUT):
        assert b"Water Coordinator" not in client.get(address).content
    sign_in(people.stranger)
    for address in ("/communities/", ABOUT):
        assert b"Water Coordinator" in client.get(address).content


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_as_often_for_three_as_for_one(
    more: int, community: Any, sign_in: Any, make_person: Any, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        factories.community_with_roles(f"More {number}")
    client = sign_in(make_person())
    client.get("/communities/")

    with django_assert_num_queries(4):
        page = client.get("/communities/")

    assert page.content.count(b"Coordinator:") == more + 1


def test_filters_narrow_the_list_and_nonsense_counts_as_not_asked(
    community: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.member)

    assert b">Water</a>" in client.get("/communities/?q=watr&stage=planning").content
    assert b"No community fits these words" in client.get("/communities/?q=zzzz").content
    assert b">Water</a>" in client.get("/communities/?stage=nonsense&after=%00%ff").content


def test_the_page_about_a_community_shows_insiders_more(
    client: Any, community: Any, people: Any, sign_in: Any
) -> None:
    memberships.end_role(
        community=community, user=people.expert, role="expert", by=SYSTEM, handover_note="Mind the pump"
    )
    type(community).objects.update(visibility="closed")

    assert client.get(ABOUT).status_code == 404
    outside = sign_in(people.stranger).get(ABOUT).content
    inside = sign_in(people.member).get(ABOUT).content

    assert b"Water Coordinator" in outside
    assert b"Vacant" in outside
    assert b"Mind the pump" not in outside
    assert b"Mind the pump" in inside


@pytest.mark.parametrize("address", [IDENTITY, MODULES])
def test_changing_a_community_is_for_its_coordinator(
    address: str, client: Any, people: Any, sign_in: Any
) -> None:
    assert client.get(address).status_code == 302
    for who in (people.facilitator, people.member, people.stranger, people.sponsor):
        assert sign_in(who).get(address).status_code == 403
    assert sign_in(people.coordinator).get(address).status_code == 200
    assert client.get("/communities/no-such-thing/identity/").status_code == 404


def identity(**fields: str) -> dict[str, str]:
    return {"name": "Water", "tagline": "Wells", "weave": "twill", "accent": "sea", **fields}


def test_a_coordinator_changes_the_identity(community: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.coordinator).post(
        IDENTITY, identity(purpose="<script>x</script>", slug="other"), follow=True
    )

    community.refresh_from_db()
    assert (community.weave, community.slug) == ("twill", "water")
    assert b"Saved. Members see it from now on." in answer.content
    assert b"<script>x" not in answer.content


def test_a_name_that_is_taken_is_said_and_what_was_typed_is_kept(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    answer = sign_in(people.coordinator).post(IDENTITY, identity(name="Vaccines", purpose="Kept"))

    community.refresh_from_db()
    assert answer.status_code == 200
    assert b"Kept" in answer.content
    assert b"already exists" in answer.content
    assert community.name == "Water"


def test_what_is_switched_off_has_no_menu_and_no_page(community: Any, people: Any, sign_in: Any) -> None:
    page = f"/communities/{community.slug}/modules/"
    browser = sign_in(people.coordinator)
    assert "By e-mail" in browser.get(page).content.decode()

    browser.post(page, {"template": "simple"})
    for part in ("goals/", "needs/", "proposals/"):
        address = f"/communities/{community.slug}/{part}"
        assert browser.get(address).status_code == 404
        assert address not in browser.get(f"/communities/{community.slug}/about/").content.decode()
    browser.post(page, {"modules": ["goals"]})
    assert browser.get(f"/communities/{community.slug}/goals/").status_code == 200
    assert browser.get(f"/communities/{community.slug}/needs/").status_code == 404
    assert sign_in(people.member).get(page).status_code == 403
