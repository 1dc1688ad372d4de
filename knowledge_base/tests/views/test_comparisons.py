"""Side by side: fields in rows, only what the reader may read, without JavaScript, on paper."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from cop_portal.tests.factories import people_of
from knowledge_base.actions import reuses
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
STEPS = [("step", {"title": "Ask <b>who</b>", "text": "One meeting."})]


def test_resources_and_experiences_stand_in_columns_and_their_fields_in_rows(
    community: Any, people: Any, sign_in: Any
) -> None:
    first = published(community, title="Pumps", context="Sand", time_needed="12 days", steps=STEPS)
    second = published(community, title="Ropes", kind="lesson", next_time="Ask first")
    told = reuses.note(resource=first, by=people.member, where="Garissa", country="Kenya", changed="Half")

    answer = sign_in(people.expert).get(f"/compare/?r={second.pk}&r={first.pk}&u={told.pk}")

    shown = answer.context["shown"]
    assert [column.title for column in shown.columns] == ["Ropes", "Pumps", "Garissa, Kenya"]
    rows = {row.label: [cell.lines for cell in row.cells] for row in shown.rows}
    assert rows["Time"] == [[], ["12 days"], []]
    assert rows["Next time"] == [["Ask first"], [], []]
    assert rows["Steps"][1] == ["1. Ask <b>who</b> One meeting."]
    assert rows["What they changed"] == [[], [], ["Half"]]
    assert rows["Told by"][2] == ["Mona Member"]
    assert "Ask &lt;b&gt;who" in answer.content.decode()


def test_nothing_of_what_one_may_not_read_stands_there(
    community: Any, neighbour: Any, people: Any, sign_in: Any, client: Any
) -> None:
    open_, shut = published(community, title="Open", sharing="public"), published(neighbour, title="Canary")
    told = reuses.note(resource=shut, by=people_of(neighbour).member, where="Canaria")
    inner = reuses.note(resource=open_, by=people.member, where="Garissa")
    address = (
        f"/compare/?r={open_.pk}&r={shut.pk}&u={told.pk}&u={inner.pk}&r=x&r=99999999999999999999&q=canary"
    )

    visitor = client.get(address).content.decode()
    printed = client.get(address.replace("/compare/", "/compare/print/"))
    stranger = sign_in(people.member).get(address).content.decode()

    for text in (
        visitor,
        stranger,
        "".join(p.extract_text() for p in PdfReader(BytesIO(printed.content)).pages),
    ):
        assert "Canar" not in text
        assert "Garissa" in text
    assert "Mona Member" not in visitor
    assert open_.confirmed_by is not None
    assert open_.confirmed_by.name in stranger
    assert open_.confirmed_by.name not in visitor


def test_with_nothing_chosen_the_page_says_how(community: Any, people: Any, client: Any) -> None:
    published(community, title="Open", sharing="public")

    answer = client.get("/compare/")

    assert "Nothing is chosen yet" in answer.content.decode()
    assert 'type="checkbox"' in answer.content.decode()
    assert client.get("/compare/print/").status_code == 404


def test_the_lists_have_plain_checkboxes(community: Any, people: Any, sign_in: Any) -> None:
    page = published(community)
    reuses.note(resource=page, by=people.member, where="Garissa")

    for address in ("/library/", f"/communities/{community.slug}/library/", page.url):
        text = sign_in(people.expert).get(address).content.decode()
        assert 'action="/compare/"' in text
        assert 'type="checkbox"' in text


@pytest.mark.parametrize("number", [1, 3])
def test_a_comparison_costs_the_same_for_one_and_for_three(
    number: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    pages = [published(community, title=f"Pump {index}") for index in range(3)]
    browser = sign_in(people.member)
    address = "/compare/?" + "&".join(f"r={page.pk}" for page in pages[:number])
    browser.get(address)

    with django_assert_num_queries(9):
        assert browser.get(address).status_code == 200
