"""The sponsor's page."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships
from communities.tests.queries.test_sponsors import sponsor_of

pytestmark = pytest.mark.django_db
PAGE = "/my/sponsored/"


def test_a_sponsor_sees_stage_vacancies_and_whom_to_write_to(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.sponsor)
    assert "A community names its sponsor" in client.get(PAGE).content.decode()
    sponsor_of(people.sponsor, community)
    memberships.end_role(community=community, user=people.expert, role="expert", by=people.coordinator)

    page = client.get(PAGE).content.decode()

    assert "1 of them has a vacant role." in page
    assert "Vacant</span> Expert" in page
    assert f"mailto:{people.coordinator.email}" in page
    assert "Vaccines" not in page
    desk = client.get("/my/desk/").content.decode()
    assert "Water has no Expert." in desk
    assert PAGE in desk


def test_an_administrator_sees_all_and_others_are_told_whom_it_is_for(
    community: Any, neighbour: Any, people: Any, sign_in: Any, client: Any
) -> None:
    assert "Vaccines" in sign_in(people.administrator).get(PAGE).content.decode()
    for who in (people.coordinator, people.member, people.guest, people.stranger):
        answer = sign_in(who).get(PAGE)
        assert answer.status_code == 403
        assert "for those who sponsor communities" in answer.content.decode()
    client.logout()
    assert client.get(PAGE).status_code == 302
