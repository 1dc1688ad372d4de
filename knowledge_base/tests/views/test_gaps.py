"""The list of what is missing, and one gap with its buttons."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.models import Gap
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/library/gaps/"


@pytest.fixture
def gap(community: Any) -> Gap:
    return Gap.objects.create(
        community=community, source="search", text="Solar <b>pumps", folded_text="solar pumps", asked=4
    )


def test_a_member_takes_it_with_one_click_and_fills_it(
    gap: Gap, community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, title="Solar pumps that last")
    browser = sign_in(people.member)
    text = browser.get(PAGE).content.decode()
    assert "Solar &lt;b&gt;pumps" in text
    assert "sought 4 times" in text

    browser.post(gap.get_absolute_url(), {"step": "take"})
    browser.post(gap.get_absolute_url(), {"step": "fill", "resource": str(page.pk)})

    gap.refresh_from_db()
    assert (gap.state, gap.owner, gap.filled_by_id) == ("filled", people.member, page.pk)
    assert "Solar pumps that last" in browser.get(gap.get_absolute_url()).content.decode()
    assert "Nothing is known to be missing" in browser.get(PAGE).content.decode()
    assert "Solar" in browser.get(PAGE + "?settled=1").content.decode()


def test_it_is_filled_by_address_and_a_wrong_one_comes_back(
    gap: Gap, community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    page, other = published(community), published(neighbour)
    browser = sign_in(people.knowledge_manager)

    text = browser.post(gap.get_absolute_url(), {"step": "fill", "address": other.url}).content.decode()
    assert "copy the address of one in this library" in text
    assert other.url in text
    browser.post(gap.get_absolute_url(), {"step": "fill", "address": f"https://portal.example{page.url}"})

    gap.refresh_from_db()
    assert gap.filled_by_id == page.pk


def test_two_clicks_at_once_leave_it_with_the_first(gap: Gap, people: Any, sign_in: Any) -> None:
    sign_in(people.member).post(gap.get_absolute_url(), {"step": "take"})

    answer = sign_in(people.expert).post(gap.get_absolute_url(), {"step": "take"}, follow=True)

    assert f"{people.member.name} took it a moment ago." in answer.content.decode()


def test_what_was_typed_comes_back_and_a_curator_sets_it_aside(gap: Gap, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.knowledge_manager)

    assert (
        "Say why; members read it."
        in browser.post(gap.get_absolute_url(), {"step": "aside", "reason": ""}).content.decode()
    )
    browser.post(gap.get_absolute_url(), {"step": "aside", "reason": "Not ours"})

    assert "Not ours" in sign_in(people.member).get(PAGE + "?settled=1").content.decode()
    assert (
        sign_in(people.member).post(gap.get_absolute_url(), {"step": "show", "text": "x"}).status_code == 403
    )
    assert sign_in(people.member).post(gap.get_absolute_url(), {"step": "dance"}).status_code == 404


def test_outsiders_see_nothing_of_it(gap: Gap, people: Any, sign_in: Any, client: Any) -> None:
    assert client.get(PAGE).status_code in (302, 403, 404)
    for who in (people.stranger, people.sponsor):
        browser = sign_in(who)
        assert browser.get(PAGE).status_code == 403
        assert browser.post(gap.get_absolute_url(), {"step": "take"}).status_code == 403
    gap.is_shown = False
    gap.save()
    assert sign_in(people.member).get(gap.get_absolute_url()).status_code == 404
    assert sign_in(people.member).get(PAGE + "999999/").status_code == 404
    assert sign_in(people.knowledge_manager).get(gap.get_absolute_url()).status_code == 200
