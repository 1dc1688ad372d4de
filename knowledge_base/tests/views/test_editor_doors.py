"""Wagtail's editor names no page of another community."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_the_editor_next_door_is_shown_no_page_by_its_number(
    neighbour: Any, community: Any, people: Any, sign_in: Any
) -> None:
    own, inside = published(community), published(neighbour, title="Kept inside")
    client = sign_in(people.knowledge_manager)

    assert client.get(f"/cms/choose-page/{own.get_parent().pk}/").status_code == 200
    for path in (
        f"/cms/choose-page/{inside.pk}/",
        f"/cms/pages/{inside.pk}/move/{inside.pk}/confirm/",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Kept inside" not in answer.content.decode()
