"""Pages of people."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.accounts import actions as accounts
from cop_portal.tests import factories

pytestmark = pytest.mark.django_db


def test_people_are_for_people_with_an_account(client: Any, people: Any) -> None:
    for address in ("/people/", f"/people/{people.member.pk}/"):
        assert client.get(address).status_code == 302


def test_the_directory_lists_and_finds(people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)

    everybody = client.get("/people/").content
    found = client.get("/people/?q=mona").content
    none = client.get("/people/?q=%25zz%00").content

    assert b"Sam Stranger" in everybody
    assert b"Mona Member" in found
    assert b"Sam Stranger" not in found
    assert b"Sam Stranger" not in none


def test_a_guest_sees_the_people_of_shared_communities_only(people: Any, sign_in: Any) -> None:
    client = sign_in(people.guest)

    page = client.get("/people/").content

    assert b"Mona Member" in page
    assert b"Sam Stranger" not in page
    assert client.get(f"/people/{people.stranger.pk}/").status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_directory_asks_as_often_for_three_as_for_one(
    more: int, sign_in: Any, make_person: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(more):
        make_person()
    client = sign_in(make_person())
    client.get("/people/")

    with django_assert_num_queries(5):
        page = client.get("/people/")

    assert page.content.count(b'class="title"') == more + 1


def test_a_profile_shows_what_to_ask_about_and_shared_communities(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    factories.joined(neighbour, people.expert)
    accounts.update_profile(user=people.expert, by=people.expert, about="<b>Pumps</b>", expertise=["wells"])

    page = sign_in(people.member).get(f"/people/{people.expert.pk}/").content

    assert b"&lt;b&gt;Pumps&lt;/b&gt;" in page
    assert b"wells" in page
    assert b"Water" in page
    assert b"Vaccines" not in page


def test_unknown_and_hidden_people_look_alike(people: Any, sign_in: Any, make_person: Any) -> None:
    hidden = make_person("Fay Far", is_guest=True)
    client = sign_in(people.member)

    for pk in (hidden.pk, 999_999_999):
        answer = client.get(f"/people/{pk}/")
        assert answer.status_code == 404
        assert b"Fay" not in answer.content


def test_the_hour_of_a_profile_is_the_person_s_own_and_not_the_reader_s(
    people: Any, make_person: Any, sign_in: Any
) -> None:
    far = make_person("Kiran Far", time_zone="Asia/Kathmandu")
    reader = sign_in(make_person("Ana Near", time_zone="America/Panama"))

    before = far.local_now()
    page = reader.get(f"/people/{far.pk}/").content.decode()
    after = far.local_now()

    assert any(f"{hour:%H:%M} there now (Asia/Kathmandu)" in page for hour in (before, after))
