"""What I gave: a page and two files, for oneself alone, in which no title is a formula."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

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


def test_nobody_without_an_account_and_nobody_elses(
    trail: Any, people: Any, sign_in: Any, client: Any
) -> None:
    assert client.get("/my/given/json/").status_code == 302

    assert json.loads(sign_in(people.knowledge_manager).get("/my/given/json/").content)["given"] == []
