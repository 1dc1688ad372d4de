"""What I gave: a page and two files, for oneself alone, in which no title is a formula."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from communities.actions import roles
from discussions.tests.makers import question, said
from knowledge_base.actions import reuses
from knowledge_base.models import Credit
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(community: Any, people: Any) -> Any:
    """Mona contributed, is credited, and adopted something."""
    said(question(community, people.expert, title="=1+1"), people.member)
    page = published(community, title="Pumps")
    Credit.objects.create(resource=page, user=people.member, name="Mona Member")
    reuses.note(resource=page, by=people.member, where="Garissa", result="It held.")
    return page


def test_the_page_shows_all_of_it_and_how_one_is_named(trail: Any, people: Any, sign_in: Any) -> None:
    text = sign_in(people.member).get("/my/given/").content.decode()

    for words in ("Pumps", "Adopted", "Contribution", "Change how I am named", "Told what came of it"):
        assert words in text
    assert "Pumps" not in sign_in(people.expert).get("/my/given/").content.decode()


def test_the_files_hold_the_same_and_start_no_formula(trail: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.member)

    table = list(csv.reader(browser.get("/my/given/csv/").content.decode("utf-8-sig").splitlines()))
    answer = browser.get("/my/given/json/")
    data = json.loads(answer.content)

    assert len(table) == 4
    assert {row[2] for row in table[1:]} == {"Pumps", "'=1+1"}
    assert {one["title"] for one in data["given"]} == {"Pumps", "=1+1"}
    assert data["name"] == "Mona Member"
    assert "private" in answer["Cache-Control"]
    assert browser.get("/my/given/xml/").status_code == 404


def test_the_files_name_the_portals_own_address_whatever_name_it_was_asked_by(
    trail: Any, people: Any, sign_in: Any, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    browser = sign_in(people.member)

    data = json.loads(browser.get("/my/given/json/", headers={"host": "elsewhere.example"}).content)["given"]

    assert len(data) == 3
    assert all(one["address"].startswith(f"{settings.PORTAL_URL}/") for one in data)


@pytest.mark.parametrize("number", [1, 3])
def test_the_files_hold_the_credits_in_what_one_may_not_read_any_more_as_the_page_does(
    number: int, neighbour: Any, people: Any, sign_in: Any
) -> None:
    for n in range(number):
        page = published(neighbour, title=f"Hidden {n}", sharing="community")
        Credit.objects.create(resource=page, user=people.member, name="Mona Member", role="source")
    browser = sign_in(people.member)

    shown = browser.get("/my/given/").content.decode()
    table = list(csv.reader(browser.get("/my/given/csv/").content.decode("utf-8-sig").splitlines()))
    data = json.loads(browser.get("/my/given/json/").content)["given"]

    sentence = "A resource that you may not read now"
    assert shown.count(sentence) == number
    assert [row[1:] for row in table[1:]] == [["Source", sentence, "", "", ""]] * number
    assert [(one["what"], one["title"], one["address"]) for one in data] == [
        ("Source", sentence, "")
    ] * number
    assert not any("Hidden" in str(said) or neighbour.name in str(said) for said in (shown, table, data))


def test_nobody_without_an_account_and_nobody_elses(
    trail: Any, people: Any, sign_in: Any, client: Any
) -> None:
    assert client.get("/my/given/json/").status_code == 302

    assert json.loads(sign_in(people.knowledge_manager).get("/my/given/json/").content)["given"] == []


def gardens(community: Any, people: Any, number: int) -> None:
    own = roles.define_role(community=community, by=people.coordinator, name=f"Gardener {number}", duties="x")
    roles.appoint(own_role=own, user=people.knowledge_manager, by=people.coordinator)


def test_a_role_of_the_communitys_own_stands_on_the_page_in_the_file_and_on_the_profile(
    community: Any, people: Any, sign_in: Any
) -> None:
    gardens(community, people, 1)
    browser = sign_in(people.knowledge_manager)

    data = json.loads(browser.get("/my/given/json/").content)["given"]
    assert [(one["what"], one["title"], one["community"]) for one in data] == [
        ("Role", "Gardener 1", "Water")
    ]
    assert "Gardener 1" in browser.get("/my/given/").content.decode()
    profile = sign_in(people.stranger).get(people.knowledge_manager.get_absolute_url()).content.decode()
    assert profile.count("Gardener 1") == 2  # among the roles, and among what became of it
    community.visibility = "closed"
    community.save()
    assert (
        "Gardener"
        not in sign_in(people.stranger).get(people.knowledge_manager.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_page_and_file_cost_the_same_for_one_and_three(
    count: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        gardens(community, people, number)
    browser = sign_in(people.knowledge_manager)
    browser.get("/my/given/")

    with django_assert_num_queries(8):
        browser.get("/my/given/")
    with django_assert_num_queries(8):
        browser.get("/my/given/json/")
