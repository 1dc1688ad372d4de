"""Pages for passing events on, and where they are seen."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import events as event_actions
from communities.actions import passings
from communities.models import Community, EventPassing
from communities.tests.makers import announced, level_below
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db
LIST = "/communities/water-kenya/events/"


@pytest.fixture
def country(community: Any) -> Community:
    return level_below(community)


def kadi(country: Any) -> Any:
    return country.memberships.get(user__name="Kadi Kenya").user


def test_a_facilitator_passes_it_down_and_takes_it_back(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    address = announced(community, people.facilitator).get_absolute_url()
    client = sign_in(people.facilitator)

    page = client.get(address)
    form = client.get(f"{address}pass/")
    refused = client.post(f"{address}pass/", {"words": "Kept words"})
    done = client.post(f"{address}pass/", {"to": country.pk, "words": "For you"}, follow=True)

    assert b"Pass it on" in page.content
    assert b"Water Kenya (Country)" in form.content
    assert b"opens it to nobody" in form.content
    assert b"Choose a community" in refused.content
    assert b"Kept words" in refused.content
    assert b"The members of Water Kenya see it." in done.content
    assert b"Water Kenya has it already." in client.get(f"{address}pass/").content
    back = client.post(f"{address}pass/", {"take_back": country.pk}, follow=True)
    assert b"It stands in the list of Water Kenya no more" in back.content
    assert not EventPassing.objects.exists()


def test_whoever_passes_what_others_cannot_open_is_told_so(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    factories.joined(country, people.expert)
    event = announced(community, people.facilitator)
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    client, address = sign_in(people.facilitator), f"{event.get_absolute_url()}pass/"

    form = client.get(address).content.decode()
    done = client.post(address, {"to": country.pk}, follow=True).content.decode()

    assert "Water Kenya (Country): 1 of 3 members can open it" in form
    assert "1 of 3 members of Water Kenya can open it; the others do not see it." in done


def test_it_is_seen_there_with_its_hour_and_where_it_comes_from(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    event = announced(community, people.facilitator, leader=people.expert)
    passings.pass_on(event=event, to=country, by=people.facilitator, words="For you")
    client = sign_in(kadi(country))

    for address in (LIST, "/communities/water-kenya/", "/"):
        page = client.get(address).content.decode()
        assert f'href="{event.get_absolute_url()}"' in page
        assert "from Water (Global)" in page
        assert f"by {people.expert.name}" in page
    assert "For you" in client.get(LIST).content.decode()
    assert "Take it out" not in client.get(LIST).content.decode()
    assert "from Water" not in client.get(f"{LIST}?past=1").content.decode()


@pytest.mark.parametrize("how", ["closed", "cancelled"])
def test_who_may_not_read_it_and_what_is_cancelled_is_not_seen(
    how: str, community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    event = announced(community, people.facilitator)
    passings.pass_on(event=event, to=country, by=people.facilitator)
    if how == "closed":
        Community.objects.filter(pk=community.pk).update(visibility="closed")
    else:
        event_actions.cancel(event=event, by=people.facilitator, reason="No speaker")
    client = sign_in(kadi(country))

    for address in (LIST, "/communities/water-kenya/", "/"):
        assert b"Three short cases" not in client.get(address).content
    client.force_login(people.expert)
    assert (b"Three short cases" in client.get(LIST).content) == (how == "closed")


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    number: int, community: Any, country: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        event = announced(community, people.facilitator, title=f"Event {index}", leader=people.expert)
        passings.pass_on(event=event, to=country, by=people.facilitator)
    client = sign_in(kadi(country))

    for address, most in ((LIST, 6), ("/communities/water-kenya/", 19), ("/", 12)):
        client.get(address)
        with django_assert_num_queries(most):
            page = client.get(address).content.decode()
        assert page.count("from Water (Global)") == number


def test_a_facilitator_below_brings_it_and_takes_it_out_again(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    event = announced(community, people.facilitator)
    client, address = sign_in(factories.holder(country, "facilitator")), event.get_absolute_url()

    assert b"Pass it on" in client.get(address).content
    client.post(f"{address}pass/", {"to": country.pk})
    assert b"Take it out of this list" in client.get(LIST).content
    client.post(f"{LIST}{event.pk}/take-back/")

    assert not EventPassing.objects.exists()
    assert client.post(f"{LIST}{event.pk}/take-back/").status_code == 404


def test_others_are_refused(community: Any, country: Any, neighbour: Any, people: Any, sign_in: Any) -> None:
    event = announced(community, people.facilitator)
    passings.pass_on(event=event, to=country, by=people.facilitator)

    for who in (people.member, people.stranger, kadi(country)):
        client = sign_in(who)
        assert b"Pass it on" not in client.get(event.get_absolute_url()).content
        assert client.get(f"{event.get_absolute_url()}pass/").status_code == 403
        assert client.post(f"{LIST}{event.pk}/take-back/").status_code == 403
    assert EventPassing.objects.count() == 1


def test_an_event_of_a_closed_community_is_refused_to_its_neighbours(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    event = announced(neighbour, factories.holder(neighbour, "facilitator"))

    assert sign_in(people.facilitator).get(f"{event.get_absolute_url()}pass/").status_code == 403
    assert sign_in(people.stranger).get(f"{event.get_absolute_url()}pass/").status_code == 403
