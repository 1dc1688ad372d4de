"""The writer sees what is nearly the same before, those who look after the library after."""

from __future__ import annotations

from typing import Any

import pytest

from discussions.models import AvoidedDuplicate
from knowledge_base.actions import submissions
from knowledge_base.actions.duplicates import compare
from knowledge_base.models import NearPair, ResourcePage
from knowledge_base.tests.makers import WORDS, published

pytestmark = pytest.mark.django_db
TITLE = "Ropes that hold in salt"


def test_the_form_stops_once_and_keeps_what_was_typed(community: Any, people: Any, sign_in: Any) -> None:
    published(community, title=TITLE)
    form = submissions.begin(community=community, by=people.member, kind="tool")
    client, address = sign_in(people.member), form.get_absolute_url()
    typed = {**WORDS, "title": TITLE, "step": "hand_in"}
    asked = client.post(address, typed).content.decode()

    assert "Before it is handed in" in asked
    assert "Take **hemp**." in asked
    assert ResourcePage.objects.count() == 1
    assert 'name="seen"' in asked

    client.post(address, {**typed, "seen": "1"})
    assert ResourcePage.objects.count() == 2


def test_while_the_title_is_written_a_part_of_the_form_answers(
    community: Any, people: Any, sign_in: Any
) -> None:
    published(community, title=TITLE)
    client, address = sign_in(people.member), f"/communities/{community.slug}/library/near/"
    part = client.get(f"{address}?title={TITLE}", headers={"HX-Request": "true"}).content.decode()
    page = client.get(f"{address}?title={TITLE}").content.decode()

    assert TITLE in part
    assert "<html" not in part
    assert "This says it already" in part
    assert "<html" in page
    assert client.get(address).status_code == 200
    assert sign_in(people.stranger).get(address).status_code == 403


def test_this_says_it_already_counts_as_a_duplication_avoided_once(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, title=TITLE)
    client, address = sign_in(people.member), f"/communities/{community.slug}/library/near/found/"
    for _time in range(2):
        answer = client.post(address, {"title": "Ropes", "found": f"resources:{page.pk}"})

    assert answer.url == page.url
    assert AvoidedDuplicate.objects.get().found_id == page.pk
    assert client.post(address, {"found": "resources:99999"}).status_code == 404
    assert client.post(address, {"found": "x"}).status_code == 404


def test_a_knowledge_manager_judges_a_pair_and_others_get_nothing(
    community: Any, people: Any, sign_in: Any
) -> None:
    published(community, title=TITLE)
    compare(published(community, title=TITLE))
    pair = NearPair.objects.get()
    address = f"/communities/{community.slug}/library/near/pairs/"
    for who in (people.member, people.stranger):
        assert sign_in(who).get(address).status_code == 403
        assert sign_in(who).post(f"{address}{pair.pk}/").status_code == 404
    client = sign_in(people.knowledge_manager)
    assert "80 % alike" in client.get(address).content.decode()

    page = client.post(f"{address}{pair.pk}/", follow=True).content.decode()

    assert "You are not asked about these two again." in page
    assert "No two are nearly the same" in page
    assert client.post(f"{address}9999/").status_code == 404
