"""The editor's field of topics."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_the_editor_offers_topics_by_the_same_gate(neighbour: Any, people: Any, sign_in: Any) -> None:
    page = published(neighbour)
    page.tags.add("Vaccine matters")
    page.save()

    for address in ("/cms/tag-autocomplete/", "/cms/tag-autocomplete/taggit/tag/"):
        assert sign_in(people.knowledge_manager).get(address, {"term": "vac"}).json() == []
        assert sign_in(people.knowledge_manager).get(address).json() == []
        assert sign_in(people.stranger).get(address, {"term": "vac"}).json() == ["Vaccine matters"]
