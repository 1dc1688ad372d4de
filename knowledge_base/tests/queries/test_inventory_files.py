"""What became of a file is for those who look after the library."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests.factories import holder
from knowledge_base.models import InventoryFile
from knowledge_base.queries.inventory_files import latest

pytestmark = pytest.mark.django_db


def test_the_newest_file_is_shown_to_those_who_curate_and_to_nobody_else(
    community: Any, neighbour: Any, people: Any
) -> None:
    InventoryFile.objects.create(community=community, state="done")
    last = InventoryFile.objects.create(community=community, by=people.knowledge_manager, text="key")

    assert latest(people.knowledge_manager, community) == last
    assert InventoryFile.objects.visible_to(SYSTEM).count() == 2
    for who in (people.member, people.stranger, holder(neighbour, "knowledge_manager")):
        assert latest(who, community) is None
        assert not InventoryFile.objects.visible_to(who).exists()


def test_the_text_is_not_read_for_the_page(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    InventoryFile.objects.create(community=community, by=people.knowledge_manager, text="key")
    with django_assert_num_queries(1):
        found = latest(people.knowledge_manager, community)
        assert found is not None
        assert found.by == people.knowledge_manager
    assert "text" in found.get_deferred_fields()
