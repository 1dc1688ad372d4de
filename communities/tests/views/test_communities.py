"""The list of communities, the page about one, its identity and its modules."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import communities as actions
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


@pytest.mark.parametrize(
    ("policy", "words", "others"),
    [
        ("open", "Join this community", ("Ask to join", "invites its members")),
        ("request", "Ask to join", ("Join this community", "invites its members")),
        ("invitation", "This community invites its members", ("Join this community", "Ask to join")),
    ],
)
def test_the_coordinator_chooses_how_one_joins_and_a_strangers_pages_follow(
    policy: str, words: str, others: tuple[str, ...], community: Any, people: Any, sign_in: Any
) -> None:
    started = "request" if policy == "open" else "open"
    type(community).objects.filter(pk=community.pk).update(join_policy=started, modules_off=["needs"])

    answer = sign_in(people.coordinator).post(MODULES, {"joining": "1", "join_policy": policy}, follow=True)

    community.refresh_from_db()
    assert (community.join_policy, community.modules_off) == (policy, ["needs"])
    assert b"Saved." in answer.content
    sign_in(people.stranger)
    for address in ("/communities/water/", ABOUT):
        page = answer.client.get(address).content.decode()
        assert words in page
        assert not any(other in page for other in others)


def test_who_may_not_choose_how_one_joins_changes_nothing(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    for who in (
        people.facilitator,
        people.member,
        people.stranger,
        factories.holder(neighbour, "coordinator"),
    ):
        browser = sign_in(who)
        assert browser.post(MODULES, {"joining": "1", "join_policy": "invitation"}).status_code == 403
        assert f'{MODULES}#joining"' not in browser.get(ABOUT).content.decode()

    community.refresh_from_db()
    assert community.join_policy == "open"
    assert f'{MODULES}#joining"' in sign_in(people.coordinator).get(ABOUT).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"join_policy": "open"}, "cannot be open to everybody. Choose another way to join."),
        ({"join_policy": "by lot"}, "Choose one of the answers."),
        ({}, "Choose one of the answers."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_words_and_switches_nothing(
    typed: dict[str, str], words: str, community: Any, people: Any, sign_in: Any
) -> None:
    type(community).objects.filter(pk=community.pk).update(visibility="secret", join_policy="invitation")

    page = sign_in(people.coordinator).post(MODULES, {"joining": "1", **typed}).content.decode()

    community.refresh_from_db()
    assert words in page
    assert (community.join_policy, community.modules_off) == ("invitation", [])


def test_who_asked_to_join_may_come_in_at_once_when_the_community_opens(
    community: Any, people: Any, sign_in: Any
) -> None:
    actions.choose_joining(community=community, by=people.coordinator, join_policy="request")
    memberships.request_membership(community=community, by=people.stranger, brings="Ropes that hold")
    browser = sign_in(people.stranger)
    for address in ("/communities/water/", ABOUT):
        assert b"Those who welcome members have your request" in browser.get(address).content
    assert b"You asked already" in browser.get("/communities/water/join/").content

    actions.choose_joining(community=community, by=people.coordinator, join_policy="open")

    for address in ("/communities/water/", ABOUT):
        assert b"Join this community" in browser.get(address).content
    assert b"Ropes that hold" in browser.get("/communities/water/join/").content
    browser.post("/communities/water/join/", {"brings": "Ropes"})
    assert community.memberships.get(user=people.stranger).is_active


def test_a_guest_gets_links_to_profiles_in_their_own_communities_alone(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    type(neighbour).objects.filter(pk=neighbour.pk).update(visibility="public")
    there = factories.holder(neighbour, "coordinator")
    here = people.coordinator

    for page in ("", "about/"):
        guest = sign_in(people.guest)
        own = guest.get(f"{community.get_absolute_url()}{page}").content.decode()
        next_door = guest.get(f"{neighbour.get_absolute_url()}{page}").content.decode()
        staff = sign_in(people.member).get(f"{neighbour.get_absolute_url()}{page}").content.decode()

        assert f'href="/people/{here.pk}/"' in own
        assert there.name in next_door
        assert f'href="/people/{there.pk}/"' not in next_door
        assert f'href="/people/{there.pk}/"' in staff
