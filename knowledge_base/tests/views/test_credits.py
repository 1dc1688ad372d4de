"""How one is named: one's own page, nobody else's; a mistaken credit is taken away by the curators."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.models import Credit
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_a_credited_person_corrects_their_name_and_asks_not_to_be_named(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    mine = Credit.objects.create(resource=page, user=people.member, name="Mona Membr")
    browser, address = sign_in(people.member), f"/my/credits/{mine.pk}/"

    assert browser.get(address).status_code == 200
    wrong = browser.post(address, {"name": "Barbara Streisand"})
    assert "another name" in wrong.content.decode()
    assert browser.post(address, {"name": "Mona Member"}).status_code == 302
    assert "Mona Member" in browser.get(page.url).content.decode()
    assert browser.post(address, {"unname": "1"}).status_code == 302
    seen = sign_in(people.expert).get(page.url).content.decode()
    assert "a member" in seen
    assert "Mona Member" not in seen


def test_the_credit_of_somebody_else_is_not_there(community: Any, people: Any, sign_in: Any) -> None:
    mine = Credit.objects.create(resource=published(community), user=people.member, name="Mona Member")

    for who in (people.expert, people.knowledge_manager, people.administrator):
        assert sign_in(who).get(f"/my/credits/{mine.pk}/").status_code == 404
        assert sign_in(who).post(f"/my/credits/{mine.pk}/", {"unname": "1"}).status_code == 404


def test_who_may_not_read_any_more_still_changes_their_name_and_sees_no_title(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    page = published(neighbour, title="Canary", sharing="community")
    mine = Credit.objects.create(resource=page, user=people.member, name="Mona Member")

    for address in (f"/my/credits/{mine.pk}/", "/my/given/"):
        assert "Canary" not in sign_in(people.member).get(address).content.decode()


def test_a_mistaken_credit_goes_with_a_reason(community: Any, people: Any, sign_in: Any) -> None:
    page = published(community)
    wrong = Credit.objects.create(resource=page, user=people.member, name="Mona Member")
    address = f"/resources/{page.pk}/credits/"

    assert sign_in(people.member).get(address).status_code == 403
    browser = sign_in(people.knowledge_manager)
    assert "Mona Member" in browser.get(address).content.decode()
    assert (
        "Say why" in browser.post(address, {"credit": wrong.pk, "reason": ""}, follow=True).content.decode()
    )
    browser.post(address, {"credit": wrong.pk, "reason": "Another Mona"})
    assert not Credit.objects.exists()
    assert browser.post(address, {"credit": "x", "reason": "y"}).status_code == 404
