"""The page on which an expert's subjects are named."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Membership

pytestmark = pytest.mark.django_db


def address(people: Any) -> str:
    return f"/communities/water/experts/{people.expert.pk}/subjects/"


def test_they_are_named_and_stand_beside_the_role(community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.coordinator)

    kept = browser.post(address(people), {"subjects": "Pumps, salt water"}, follow=True)

    assert b"Asked about:" in kept.content
    assert b"Pumps, salt water" in kept.content
    assert b'value="Pumps, salt water"' in browser.get(address(people)).content


def test_too_many_keep_what_was_typed(community: Any, people: Any, sign_in: Any) -> None:
    typed = ", ".join(f"subject{n}" for n in range(14))

    page = sign_in(people.expert).post(address(people), {"subjects": typed})

    assert page.status_code == 200
    assert b"Name 12 subjects at the most." in page.content
    assert typed.encode() in page.content


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("stranger", 403), ("guest", 403)])
def test_it_is_not_for_others(who: str, status: int, community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(getattr(people, who))

    assert browser.get(address(people)).status_code == status
    assert browser.post(address(people), {"subjects": "Mine"}).status_code == status
    assert not Membership.objects.exclude(subjects=[]).exists()


def test_a_member_without_the_role_has_no_such_page(community: Any, people: Any, sign_in: Any) -> None:
    page = sign_in(people.coordinator).get(f"/communities/water/experts/{people.member.pk}/subjects/")

    assert page.status_code == 404
