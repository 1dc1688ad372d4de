"""Wagtail's report of page types tells of the pages that the reader works on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from communities.enums import Role
from cop_portal.tests.factories import holder
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
REPORT = "/cms/reports/page-types-usage/"


def counted(client: Any, path: str) -> dict[str, int]:
    """Type and number of its pages, as the report shows them."""
    said = client.get(path).content.decode()
    rows = re.findall(r"knowledge_base\.(\w+)\s*</td>.*?<td class=\"count\".*?>\s*(\d+)", said, re.DOTALL)
    return {name: int(number) for name, number in rows}


@pytest.mark.parametrize("part", ["", "results/"])
def test_each_knowledge_manager_finds_their_own_pages_and_an_administrator_all(
    part: str, community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    published(community, title="Ours")
    published(neighbour, title="Kept inside")
    published(neighbour, title="Kept inside too", kind="lesson")
    path = f"{REPORT}{part}"

    own = sign_in(people.knowledge_manager)
    assert counted(own, path) == {"goodpracticepage": 1, "communitylibrarypage": 1}
    said = own.get(path).content.decode()
    assert "Ours" in said
    assert "Kept inside" not in said

    next_door = sign_in(holder(neighbour, Role.KNOWLEDGE_MANAGER))
    assert counted(next_door, path) == {"goodpracticepage": 1, "lessonpage": 1, "communitylibrarypage": 1}
    assert "Ours" not in next_door.get(path).content.decode()

    every = sign_in(people.administrator)
    assert counted(every, path)["goodpracticepage"] == 2
    assert "Kept inside too" in every.get(path).content.decode()


def test_the_report_is_in_the_menu_and_closed_to_those_who_edit_nothing(
    community: Any, people: Any, sign_in: Any, client: Any
) -> None:
    published(community)
    for who in (people.knowledge_manager, people.administrator):
        assert REPORT in sign_in(who).get("/cms/").content.decode()
    for who in (people.member, people.stranger):
        assert sign_in(who).get(REPORT).status_code == 302
    client.logout()
    assert client.get(REPORT).status_code == 302


def test_one_page_of_a_type_and_three_cost_the_same(
    community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    published(community)
    client = sign_in(people.knowledge_manager)
    client.get(f"{REPORT}results/")
    with django_assert_num_queries(12):
        client.get(f"{REPORT}results/")
    for number in range(2):
        published(community, title=f"More {number}")
    with django_assert_num_queries(12):
        client.get(f"{REPORT}results/")
