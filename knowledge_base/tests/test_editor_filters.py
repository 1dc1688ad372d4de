"""Select all, in Wagtail's lists and in its search: what the person had before them, and nothing of next door."""

from __future__ import annotations

from typing import Any

import pytest

from communities.enums import Role
from cop_portal.tests.factories import holder
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db
ACTIONS = ("tag", "publish", "unpublish", "move", "delete")


@pytest.fixture
def two_libraries(community: Any, neighbour: Any) -> Any:
    published(community, title="Pump of ours")
    published(community, title="Rope of ours")
    published(community, title="Pump lesson of ours", kind="lesson")
    published(neighbour, title="Pump kept inside")
    return community


def selected(client: Any, query: str, action: str = "tag") -> str:
    answer = client.get(f"/cms/bulk/wagtailcore/page/{action}/?id=all&next=/cms/&{query}")
    assert answer.status_code == 200, (action, query)
    return answer.content.decode()


@pytest.mark.parametrize("action", ACTIONS)
def test_all_that_a_search_found_is_what_the_person_may_work_on(
    action: str, two_libraries: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.knowledge_manager)
    for query in ("q=pump", "q=", "q=pump&ordering=-title"):
        said = selected(client, query, action)
        assert "Pump of ours" in said
        assert "kept inside" not in said
        assert neighbour.name not in said
    assert "Rope of ours" not in selected(client, "q=pump", action)

    next_door = selected(sign_in(holder(neighbour, Role.KNOWLEDGE_MANAGER)), "q=pump", action)
    assert "Pump kept inside" in next_door
    assert "of ours" not in next_door

    every = selected(sign_in(people.administrator), "q=pump", action)
    assert "Pump of ours" in every
    assert "Pump kept inside" in every


def test_a_search_of_one_type_selects_that_type(two_libraries: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.knowledge_manager)
    said = selected(client, "q=pump&content_type=knowledge_base.lessonpage")
    assert "Pump lesson of ours" in said
    assert "Pump of ours" not in said


def test_a_filtered_list_selects_what_it_shows(two_libraries: Any, people: Any, sign_in: Any) -> None:
    library = ensure_library(two_libraries)
    lesson = ResourcePage.objects.get(title="Pump lesson of ours")
    client = sign_in(people.knowledge_manager)
    assert "Rope of ours" in selected(client, f"childOf={library.pk}")
    said = selected(client, f"childOf={library.pk}&content_type={lesson.content_type_id}")
    assert "Pump lesson of ours" in said
    assert "Rope of ours" not in said


def test_what_is_done_to_all_is_done_next_door_to_none(
    two_libraries: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    client = sign_in(people.knowledge_manager)
    client.post("/cms/bulk/wagtailcore/page/tag/?id=all&q=pump&next=/cms/", {"add": "Water", "remove": ""})

    tagged = {page.title for page in ResourcePage.objects.all() if "Water" in page.tags.names()}
    assert tagged == {"Pump of ours", "Pump lesson of ours"}
    assert selected(client, "q=pump", "delete")
    answer = client.get("/cms/bulk/wagtailcore/page/tag/?id=all&q=inside&next=/cms/")
    assert answer.status_code == 404
    assert "kept inside" not in answer.content.decode()
