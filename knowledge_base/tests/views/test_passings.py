"""Pages for passing resources on, and where they are seen."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Community
from communities.tests.makers import level_below
from cop_portal.tests import factories
from knowledge_base.actions import passings
from knowledge_base.models import ResourcePassing
from knowledge_base.tests.makers import moved, published

pytestmark = pytest.mark.django_db
LIST = "/communities/water-kenya/library/"


@pytest.fixture
def country(community: Any) -> Community:
    return level_below(community)


def kadi(country: Any) -> Any:
    return country.memberships.get(user__name="Kadi Kenya").user


def test_a_facilitator_passes_it_down_and_takes_it_back(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    client, address = sign_in(people.facilitator), f"/resources/{page.pk}/pass/"

    assert address in client.get(page.url).content.decode()
    assert b"Water Kenya (Country)" in client.get(address).content
    done = client.post(address, {"to": country.pk, "words": "For you"}, follow=True)
    assert b"The members of Water Kenya see it." in done.content
    back = client.post(address, {"take_back": country.pk}, follow=True)

    assert b"It stands in the list of Water Kenya no more" in back.content
    assert not ResourcePassing.objects.exists()


def test_whoever_passes_what_others_cannot_open_is_told_so(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    factories.joined(country, people.expert)
    page = published(community)
    moved(page, "community")
    client, address = sign_in(people.facilitator), f"/resources/{page.pk}/pass/"

    form = client.get(address).content.decode()
    done = client.post(address, {"to": country.pk}, follow=True).content.decode()

    assert "Water Kenya (Country): 1 of 3 members can open it" in form
    assert "1 of 3 members of Water Kenya can open it; the others do not see it." in done


def test_it_is_seen_there_with_its_kind_and_where_it_comes_from(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    passings.pass_on(resource=page, to=country, by=people.facilitator, words="For you")
    client = sign_in(kadi(country))

    for address in (LIST, "/communities/water-kenya/", "/"):
        found = client.get(address).content.decode()
        assert f'href="{page.url}"' in found
        assert "from Water (Global)" in found
    assert "For you" in client.get(LIST).content.decode()
    assert "Take it out" not in client.get(LIST).content.decode()
    assert "from Water" not in client.get(f"{LIST}?q=pump").content.decode()


def test_who_may_not_read_the_original_does_not_see_it_there(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, title="Kept inside")
    passings.pass_on(resource=page, to=country, by=people.facilitator)
    moved(page, "community")
    client = sign_in(kadi(country))

    for address in (LIST, "/communities/water-kenya/", "/"):
        assert b"Kept inside" not in client.get(address).content
    client.force_login(people.expert)
    assert b"Kept inside" in client.get(LIST).content


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    number: int, community: Any, country: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        page = published(community, title=f"Pump {index}")
        passings.pass_on(resource=page, to=country, by=people.facilitator)
    client = sign_in(kadi(country))

    for address, most in ((LIST, 5), ("/communities/water-kenya/", 19), ("/", 12)):
        client.get(address)
        with django_assert_num_queries(most):
            found = client.get(address).content.decode()
        assert found.count("from Water (Global)") == number


def test_a_facilitator_below_brings_it_and_takes_it_out_again(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    client = sign_in(factories.holder(country, "facilitator"))

    assert b"Pass it on" in client.get(page.url).content
    client.post(f"/resources/{page.pk}/pass/", {"to": country.pk})
    assert b"Take it out of this list" in client.get(LIST).content
    client.post(f"{LIST}{page.pk}/take-back/")

    assert not ResourcePassing.objects.exists()
    assert client.post(f"{LIST}{page.pk}/take-back/").status_code == 404


def test_others_are_refused(community: Any, country: Any, neighbour: Any, people: Any, sign_in: Any) -> None:
    page = published(community)
    passings.pass_on(resource=page, to=country, by=people.facilitator)

    for who in (people.member, people.stranger, kadi(country)):
        client = sign_in(who)
        assert b"Pass it on" not in client.get(page.url).content
        assert client.get(f"/resources/{page.pk}/pass/").status_code == 403
        assert client.post(f"{LIST}{page.pk}/take-back/").status_code == 403
    assert ResourcePassing.objects.count() == 1


def test_a_resource_of_a_closed_community_is_not_there_for_the_stranger(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    page = published(neighbour)

    assert sign_in(people.member).get(f"/resources/{page.pk}/pass/").status_code == 404
    assert sign_in(people.stranger).get(f"/resources/{page.pk}/pass/").status_code == 403
