"""What became of a file is for those who look after the library."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

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


def test_what_a_colleague_did_later_hides_neither_what_is_at_work_nor_ones_own_trial(
    community: Any, people: Any
) -> None:
    mine, theirs = people.knowledge_manager, people.administrator
    now = timezone.now()

    def file(by: Any, state: str, *, ago: int | None = None) -> InventoryFile:
        ended = None if ago is None else now - datetime.timedelta(minutes=ago)
        return InventoryFile.objects.create(community=community, by=by, state=state, finished_at=ended)

    slow = file(mine, "done", ago=1)
    file(theirs, "refused", ago=5)
    assert (latest(mine, community), latest(theirs, community)) == (slow, slow)
    for state in ("trying", "tried"):
        trial = file(mine, state)
        file(theirs, "done", ago=3)
        file(theirs, "tried")
        assert latest(mine, community) == trial
        assert latest(theirs, community) != trial
        InventoryFile.objects.filter(state="tried").delete()
    running = file(mine, "running")
    file(theirs, "done", ago=0)
    own = file(theirs, "tried")
    assert (latest(mine, community), latest(theirs, community)) == (running, running)
    running.delete()
    assert latest(theirs, community) == own
    assert latest(people.stranger, community) is None
