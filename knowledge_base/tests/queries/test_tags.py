"""Topics that are offered while one types."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.queries.tags import beginning_with
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_topics_of_what_one_may_not_read_are_not_offered(neighbour: Any, community: Any, people: Any) -> None:
    for where, name in ((community, "Water pumps"), (neighbour, "Water secrets")):
        page = published(where, title=name)
        page.tags.add(name)
        page.save()

    assert beginning_with(people.knowledge_manager, "wat") == ["Water pumps"]
    assert beginning_with(people.administrator, "wat") == ["Water pumps", "Water secrets"]
