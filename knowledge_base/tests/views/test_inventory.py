"""The inventory's page, its export, and what readers say on a resource's page."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils.translation import override

from knowledge_base.actions import scores
from knowledge_base.models import Confirmation, Gap, ResourcePage, UsefulResource
from knowledge_base.queries import inventory as queries
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/library/inventory/"


def test_a_member_reads_scores_with_their_reasons_and_a_stranger_does_not(
    community: Any, people: Any, sign_in: Any
) -> None:
    published(community, title="Ropes <b>that</b> hold", by=people.member)
    scores.measure_all()

    text = sign_in(people.member).get(PAGE).content.decode()
    assert "Ropes &lt;b&gt;that" in text
    assert "Its owner has no substitute." in text
    assert 'aria-sort="ascending"' in text
    for who in (people.stranger, people.sponsor):
        answer = sign_in(who).get(PAGE)
        assert answer.status_code == 403
        assert "Ropes" not in answer.content.decode()


def test_next_door_it_is_shut(neighbour: Any, people: Any, sign_in: Any) -> None:
    published(neighbour, title="Inside only")
    scores.measure_all()

    for path in ("", "csv/"):
        answer = sign_in(people.member).get(f"/communities/{neighbour.slug}/library/inventory/{path}")
        assert answer.status_code == 403
        assert b"Inside only" not in answer.content


@pytest.mark.parametrize("number", [1, 3])
def test_its_statements_do_not_grow(
    number: int, community: Any, people: Any, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    for one in range(number):
        published(community, title=f"Pump {one}", by=people.member)
    scores.measure_all()
    browser = sign_in(people.member)

    with django_assert_max_num_queries(14):
        assert browser.get(PAGE + "?sort=-use&kind=good_practice&state=mine&q=pump").status_code == 200


def test_its_pages_follow_the_score(community: Any, people: Any, sign_in: Any) -> None:
    for one in range(23):
        published(community, title=f"Pump {one:02}")
    scores.measure_all()
    browser = sign_in(people.member)

    first = browser.get(PAGE + "?sort=-title")
    after = next(link for link in first.context["page"].links if link.rel == "next")
    second = browser.get(PAGE + after.url)

    assert after.label == "Next"
    assert [row.title for row, _said in second.context["page"].rows] == ["Pump 02", "Pump 01", "Pump 00"]
    assert browser.get(PAGE + "?after=rubbish&sort=nonsense").status_code == 200


def test_the_export_is_the_table_and_runs_nothing(community: Any, people: Any, sign_in: Any) -> None:
    published(community, title="=cmd()", by=people.member)
    published(community, title="For the core", sharing="core")
    scores.measure_all()

    assert (
        f'href="{PAGE}csv/?sort=title"' in sign_in(people.member).get(PAGE + "?sort=title").content.decode()
    )
    text = sign_in(people.member).get(PAGE + "csv/?sort=title").getvalue().decode("utf-8-sig")

    lines = text.splitlines()
    assert lines[0].startswith("Title,Type,Language")
    assert lines[1].startswith("'=cmd(),")
    assert people.member.name in lines[1]
    assert len(lines) == 2
    assert sign_in(people.member).get(PAGE + "xlsx/").getvalue()[:2] == b"PK"
    assert sign_in(people.member).get(PAGE + "exe/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_export_is_whole_and_in_order_some_rows_at_a_time(
    number: int, community: Any, people: Any, sign_in: Any, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        published(community, title=f"Pump {one}", by=people.member)
    published(community, title="For the core", sharing="core")
    scores.measure_all()
    browser = sign_in(people.member)
    address = PAGE + "csv/?sort=-title&q=pump"

    browser.get(address)
    with django_assert_num_queries(7):
        whole = browser.get(address).getvalue().decode("utf-8-sig")
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    parted = browser.get(address).getvalue().decode("utf-8-sig")

    titles = [line.split(",")[0] for line in whole.splitlines()]
    assert titles == ["Title", *(f"Pump {one}" for one in reversed(range(number)))]
    assert parted == whole


def test_the_export_speaks_its_readers_language_to_the_end(
    community: Any, people: Any, sign_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 1)
    for one in range(3):
        published(community, title=f"Pump {one}", by=people.member)
    scores.measure_all()
    people.member.language = "fr"
    people.member.save()

    answer = sign_in(people.member).get(PAGE + "csv/")
    with override("en"):
        text = answer.getvalue().decode("utf-8-sig")

    assert "Freshness" not in text
    assert "readers" not in text


def test_useful_or_not_is_one_click_each(community: Any, people: Any, sign_in: Any) -> None:
    page = published(community)
    browser = sign_in(people.member)

    browser.post(f"/resources/{page.pk}/rate/", {"useful": "no"})
    text = browser.get(page.url).content.decode()
    assert "You said it was not useful to you." in text
    browser.post(f"/resources/{page.pk}/rate/", {"useful": "yes"})

    assert UsefulResource.objects.get().useful
    assert browser.post(f"/resources/{page.pk}/rate/", {"useful": "dance"}).status_code == 404


def test_what_is_hidden_from_somebody_is_not_rated_or_confirmed(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    page = published(neighbour)
    browser = sign_in(people.member)

    assert browser.post(f"/resources/{page.pk}/rate/", {"useful": "no"}).status_code == 404
    assert browser.post(f"/resources/{page.pk}/confirm/").status_code == 404
    assert browser.post("/resources/999999/rate/", {"useful": "no"}).status_code == 404
    assert Confirmation.objects.count() == 1


def test_an_overdue_resource_says_so_plainly_and_stays(community: Any, people: Any, sign_in: Any) -> None:
    page = published(community, title="Old pump", by=people.member)
    scores.measure_all()
    ResourcePage.objects.filter(pk=page.pk).update(next_review_on=datetime.date(2020, 1, 1))

    text = sign_in(people.expert).get(page.url).content.decode()
    assert "What stands here may be out of date." in text
    assert f"{people.member.name} answers for it and is asked." in text
    assert "Old pump" in sign_in(people.expert).get("/communities/water/library/").content.decode()


def test_the_history_stands_on_the_page_and_the_owner_adds_to_it(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, by=people.member)
    browser = sign_in(people.member)
    assert "It still holds" in browser.get(page.url).content.decode()

    browser.post(f"/resources/{page.pk}/confirm/", {"note": "Tried <b>again</b>"})

    text = browser.get(page.url).content.decode()
    assert "Confirmed 2 times" in text
    assert "Tried &lt;b&gt;again" in text
    assert f"Confirmed by {people.member.name} on" in text
    assert sign_in(people.guest).post(f"/resources/{page.pk}/confirm/").status_code == 403


def test_who_confirmed_it_is_said_in_lists_search_and_home(community: Any, people: Any, sign_in: Any) -> None:
    published(community, title="Pumps")
    browser = sign_in(people.member)

    for path in ("/", "/library/", "/communities/water/library/", "/communities/water/", "/search/?q=pumps"):
        text = browser.get(path).content.decode()
        assert f"Confirmed by {people.knowledge_manager.name} on" in text, path


def test_who_confirmed_it_is_said_beside_what_is_being_written_compared_and_reported(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, title="Keeping chlorine dispensers alive", kind="story")
    gap = Gap.objects.create(
        community=community, source="search", text="x", folded_text="x", state="filled", filled_by=page
    )
    browser = sign_in(people.member)

    for path in (
        "/communities/water/discussions/similar/?title=Keeping+chlorine+dispensers+alive",
        "/communities/water/library/near/?title=Keeping+chlorine+dispensers+alive",
        "/compare/?q=chlorine",
        "/communities/water/results/",
        gap.get_absolute_url(),
    ):
        text = browser.get(path).content.decode()
        assert f"Confirmed by {people.knowledge_manager.name} on" in text, path


def test_its_owner_left_and_the_page_says_so(
    community: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    page = published(community, by=people.member)
    people.member.memberships.filter(community=community).update(state="left")
    scores.measure_all()

    text = sign_in(people.expert).get(page.url).content.decode()

    assert "Nobody owns it at present." in text
