"""Members hand in and editors write while an inventory is brought into the same library."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from cop_portal.tests import factories
from cop_portal.tests.races import at_once
from knowledge_base.actions import inventory_files
from knowledge_base.models import InventoryFile, ResourcePage, Submission
from knowledge_base.tests.actions.test_inventories import row, sheet
from knowledge_base.tests.makers import handed_in, published, revised

ROWS = 50


def test_what_is_handed_in_and_edited_during_an_import_is_kept_before_its_end(apart: str) -> None:
    community = factories.community_with_roles("Races")
    keeper, member = factories.holder(community, "knowledge_manager"), factories.person("Mona Races")
    factories.joined(community, member)
    page = published(community, title="Old ropes")
    source = sheet(*(row(number) for number in range(ROWS)))
    inventory_files.take_up(community=community, by=keeper, source=source)

    def in_the_middle(verb: Callable[[], Any]) -> float:
        while not InventoryFile.objects.filter(through__gt=0).exists():
            time.sleep(0.02)
        began = time.monotonic()
        verb()
        assert InventoryFile.objects.get().is_open, "the import was over before"
        return time.monotonic() - began

    done, *waits = at_once(
        inventory_files.import_waiting,
        partial(in_the_middle, partial(handed_in, community, member, "lesson")),
        partial(in_the_middle, partial(revised, page, by=keeper, summary="Which rope holds.")),
    )

    assert [wait for wait in waits if not isinstance(wait, float)] == []
    assert max(waits) < 4
    assert (done, InventoryFile.objects.get().outcome) == (1, {"new": ROWS})
    assert Submission.objects.get().page.current_workflow_state is not None
    assert ResourcePage.objects.get(pk=page.pk).summary == "Which rope holds."
    assert ResourcePage.objects.filter(community=community).count() == ROWS + 2
    community.refresh_from_db()
    assert community.resource_count == ROWS + 1
