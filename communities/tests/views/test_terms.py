"""Pages of the terms of reference."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from communities.actions import goals, terms
from communities.models import TermsVersion

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/terms/"


@pytest.fixture
def two_versions(community: Any, people: Any) -> list[TermsVersion]:
    made = []
    for revision, words in enumerate(("Pumps", "Pumps and wells"), start=1):
        terms.save_draft(community=community, by=people.coordinator, revision=revision, needs=words)
        made.append(terms.publish(community=community, by=people.coordinator))
    return made


def test_terms_are_written_published_and_read(community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.facilitator)
    assert "No terms of reference yet" in browser.get(PAGE).content.decode()

    browser.post(PAGE + "draft/", {"needs": "Pumps that last", "revision": 1})
    answer = browser.post(PAGE + "publish/", {"revision": 2, "changes": ""}, follow=True)

    assert "Pumps that last" in answer.content.decode()
    assert "Version 1" in sign_in(people.member).get(PAGE).content.decode()


def test_two_versions_are_compared_word_by_word(two_versions: Any, people: Any, sign_in: Any) -> None:
    page = sign_in(people.member).get(PAGE + "2/?against=1").content.decode()

    assert "<ins>and</ins>" in page.replace("<ins> and</ins>", "<ins>and</ins>") or "<ins>" in page
    assert "Compare 1 with 2" in page
    assert "This is an earlier version" in sign_in(people.member).get(PAGE + "1/").content.decode()


def test_who_saves_second_sees_both_texts(community: Any, people: Any, sign_in: Any) -> None:
    terms.save_draft(community=community, by=people.coordinator, revision=1, needs="Theirs stands")

    page = (
        sign_in(people.facilitator)
        .post(PAGE + "draft/", {"needs": "Mine is here", "revision": 1})
        .content.decode()
    )

    assert "Theirs stands" in page
    assert "Mine is here" in page
    again = sign_in(people.facilitator).post(PAGE + "publish/", {"revision": 1}, follow=True)
    assert "Somebody changed the draft meanwhile" in again.content.decode()


def test_a_draft_that_was_not_seen_is_not_published_from_a_page_that_was_refused(
    community: Any, people: Any, sign_in: Any
) -> None:
    terms.save_draft(community=community, by=people.coordinator, revision=1, needs="Theirs stands")

    page = sign_in(people.facilitator).post(PAGE + "draft/", {"needs": "m" * 6001, "revision": 1})

    assert page.content.decode().count('name="revision" value="1"') == 2  # to save, and to publish


def test_a_stranger_reads_no_terms_of_a_closed_community_and_writes_none(
    community: Any, people: Any, sign_in: Any, two_versions: Any
) -> None:
    browser = sign_in(people.stranger)
    assert browser.get(PAGE + "draft/").status_code == 403
    assert browser.post(PAGE + "publish/", {"revision": 1}).status_code == 403

    community.visibility = "closed"
    community.save()
    assert browser.get(PAGE).status_code == 403
    community.visibility = "secret"
    community.save()
    assert browser.get(PAGE).status_code == 404


def test_terms_that_are_published_twice_are_answered_alike(community: Any, people: Any, sign_in: Any) -> None:
    terms.save_draft(community=community, by=people.coordinator, revision=1, needs="Pumps")
    browser = sign_in(people.coordinator)
    assert b'name="number" value="1"' in browser.get(PAGE + "draft/").content

    answers = [browser.post(PAGE + "publish/", {"revision": 2, "number": 1}) for _click in range(2)]
    later = browser.post(PAGE + "publish/", {"revision": 2, "number": 2}, follow=True)

    assert [answer.url for answer in answers] == [PAGE, PAGE]
    assert "Nothing changed since version 1." in later.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_terms_name_the_indicators_at_the_same_cost_for_one_and_three(
    count: int, two_versions: Any, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        goals.name_indicator(
            community=community, by=people.coordinator, name=f"Wells {number}", definition="Tested",
            unit="wells", baseline=Decimal(4), baseline_date=datetime.date(2026, 1, 2), target=Decimal(20),
        )  # fmt: skip
    browser = sign_in(people.member)
    browser.get(PAGE)

    with django_assert_num_queries(6):
        page = browser.get(PAGE).content.decode()

    assert page.count("Baseline: 4 (2 January 2026). Target: 20.") == count
    assert "Wells 0 (wells)" in page
    assert "/communities/water/goals/" in page


def test_terms_without_an_indicator_or_without_goals_name_none(
    two_versions: Any, community: Any, people: Any, sign_in: Any
) -> None:
    browser = sign_in(people.coordinator)
    assert "/communities/water/indicators/new/" in browser.get(PAGE + "draft/").content.decode()
    assert "Baseline" not in browser.get(PAGE).content.decode()
    goals.name_indicator(community=community, by=people.coordinator, name="Wells", definition="Tested")
    assert "Baseline: –. Target: –." in browser.get(PAGE).content.decode()

    community.modules_off = ["goals"]
    community.save()

    assert "Baseline" not in browser.get(PAGE).content.decode()
    assert "/communities/water/indicators/new/" not in browser.get(PAGE + "draft/").content.decode()


def test_a_stranger_reads_the_indicators_of_no_closed_community(
    two_versions: Any, community: Any, people: Any, sign_in: Any
) -> None:
    goals.name_indicator(community=community, by=people.coordinator, name="Wells", definition="Tested")
    type(community).objects.update(visibility="closed")

    assert sign_in(people.stranger).get(PAGE).status_code == 403
