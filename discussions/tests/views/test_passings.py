"""Pages for passing discussions on, and where they are seen."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Community
from cop_portal.tests import factories
from discussions.actions import passings
from discussions.models import Passing
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db
LIST = "/communities/water-kenya/discussions/"


@pytest.fixture
def country(community: Any) -> Community:
    where = factories.community("Water Kenya", level="country", parent=community)
    factories.joined(where, factories.person("Kito Kenya"), "facilitator")
    factories.joined(where, factories.person("Kadi Kenya"))
    return where


def kadi(country: Any) -> Any:
    return country.memberships.get(user__name="Kadi Kenya").user


def test_a_facilitator_passes_it_down_with_one_form(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.member)
    client, address = sign_in(people.facilitator), talk.get_absolute_url()

    page = client.get(address)
    form = client.get(f"{address}pass/")
    refused = client.post(f"{address}pass/", {"words": "Kept words"})
    done = client.post(f"{address}pass/", {"to": country.pk, "words": "For you"}, follow=True)

    assert b"Pass it on" in page.content
    assert b"Water Kenya (Country)" in form.content
    assert b"Choose a community" in refused.content
    assert b"Kept words" in refused.content
    assert b"The members of Water Kenya see it." in done.content
    assert b"Water Kenya has it already." in client.get(f"{address}pass/").content


def test_it_is_seen_there_with_where_it_comes_from(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.member)
    passings.pass_on(discussion=talk, to=country, by=people.facilitator, words="For you")
    client = sign_in(kadi(country))

    for address in (LIST, "/communities/water-kenya/", "/"):
        page = client.get(address).content.decode()
        assert f'href="{talk.get_absolute_url()}"' in page
        assert "from Water (Global)" in page
        assert "by Mona Member" in page
    assert "For you" in client.get(LIST).content.decode()
    assert "Take it out" not in client.get(LIST).content.decode()


def test_who_may_not_read_the_original_does_not_see_it_there(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    passings.pass_on(discussion=question(community, people.member), to=country, by=people.facilitator)
    Community.objects.filter(pk=community.pk).update(visibility="closed")
    client = sign_in(kadi(country))

    for address in (LIST, "/communities/water-kenya/", "/"):
        assert b"Which pump lasts?" not in client.get(address).content
    client.force_login(people.expert)
    assert b"Which pump lasts?" in client.get(LIST).content


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_one_question_more_for_one_and_three(
    number: int, community: Any, country: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        talk = question(community, people.member, title=f"Question {index}")
        passings.pass_on(discussion=talk, to=country, by=people.facilitator)
    client = sign_in(kadi(country))
    client.get(LIST)

    with django_assert_num_queries(6):  # one of them asks what is unread
        page = client.get(LIST).content.decode()

    assert page.count("from Water (Global)") == number


def test_home_costs_one_question_more_for_each_storey_that_passes_on(
    community: Any, country: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    talk = question(community, people.member)
    passings.pass_on(discussion=talk, to=country, by=people.facilitator)
    client = sign_in(kadi(country))
    client.get("/")

    with django_assert_num_queries(12):  # one of them asks what is unread
        client.get("/")


def test_what_stands_in_one_of_one_s_own_communities_is_not_news_twice(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.member)
    passings.pass_on(discussion=talk, to=country, by=people.facilitator)
    factories.joined(country, people.expert)

    page = sign_in(people.expert).get("/").content.decode()

    assert page.count("Which pump lasts?") == 1


def test_a_facilitator_below_brings_it_and_takes_it_out_again(
    community: Any, country: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.member)
    client = sign_in(factories.holder(country, "facilitator"))

    assert b"Bring one from another level" in client.get(LIST).content
    assert b"Which pump lasts?" in client.get(f"{LIST}fetch/").content
    done = client.post(f"{LIST}fetch/", {"discussion": talk.pk}, follow=True)
    again = client.post(f"{LIST}fetch/", {"discussion": talk.pk})
    assert b"Take it out of this list" in done.content
    assert b"in your list already" in again.content
    client.post(f"{LIST}{talk.pk}/take-back/")

    assert not Passing.objects.exists()
    assert client.post(f"{LIST}{talk.pk}/take-back/").status_code == 404


def test_others_are_refused(community: Any, country: Any, neighbour: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.member)
    passings.pass_on(discussion=talk, to=country, by=people.facilitator)

    for who in (people.member, people.stranger, kadi(country)):
        client = sign_in(who)
        assert b"Pass it on" not in client.get(talk.get_absolute_url()).content
        assert client.get(f"{talk.get_absolute_url()}pass/").status_code == 403
        assert client.get(f"{LIST}fetch/").status_code == 403
        assert client.post(f"{LIST}{talk.pk}/take-back/").status_code == 403
    assert Passing.objects.count() == 1


def test_a_discussion_of_a_closed_community_is_not_there_for_the_stranger(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    talk = question(neighbour, factories.holder(neighbour, "expert"))

    assert sign_in(people.member).get(f"{talk.get_absolute_url()}pass/").status_code == 404
