"""A file is taken up once and each row of it done once by the worker, whatever happens on the way; who asked is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from communities.actions import memberships
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests.factories import holder
from knowledge_base import tasks
from knowledge_base.actions import inventories, inventory_files, resources
from knowledge_base.models import InventoryFile, ResourcePage
from knowledge_base.queries.inventory_files import latest
from knowledge_base.tests.actions.test_inventories import row, sheet

pytestmark = pytest.mark.django_db


def taken(community: Any, people: Any, *rows: Any, **more: Any) -> InventoryFile:
    return inventory_files.take_up(
        community=community, by=people.knowledge_manager, source=sheet(*(rows or (row(1), row(2)))), **more
    )


def test_a_file_waits_rings_and_is_imported_once(
    community: Any, people: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(bell, "ring", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        file = taken(community, people)
        again = taken(community, people)
    assert again == file
    assert rung == [inventory_files.IMPORT]
    assert not ResourcePage.objects.exists()

    assert tasks.import_inventories() == 1
    assert tasks.import_inventories() == 0

    file.refresh_from_db()
    assert (file.state, file.text, file.tries) == ("done", "", 1)
    assert file.outcome == {"new": 2}
    assert file.started_at <= file.finished_at
    assert ResourcePage.objects.filter(live=True).count() == 2


def test_a_day_of_a_file_is_one_of_who_handed_it_in(community: Any, people: Any) -> None:
    people.knowledge_manager.time_zone = "Asia/Kathmandu"
    people.knowledge_manager.save()
    taken(community, people, row(1, confirmed_on="2024-01-02"))

    inventory_files.import_waiting()

    assert ResourcePage.objects.get().confirmed_at.isoformat() == "2024-01-01T18:15:00+00:00"


def test_one_file_at_a_time_in_a_library_and_the_next_door_has_its_own(
    community: Any, neighbour: Any, people: Any
) -> None:
    file = taken(community, people)
    with pytest.raises(ValidationError, match="Another file is being imported"):
        taken(community, people, row(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        InventoryFile.objects.create(community=community, text="x")
    other = inventory_files.take_up(
        community=neighbour, by=holder(neighbour, "knowledge_manager"), source=sheet(row(1))
    )

    assert inventory_files.import_waiting() == 2
    assert {file.state for file in InventoryFile.objects.all()} == {"done"}
    assert taken(community, people, row(9)).pk not in (file.pk, other.pk)


def test_a_second_word_over_a_trial_finds_what_became_of_it(
    community: Any, people: Any, neighbour: Any
) -> None:
    mine = people.knowledge_manager
    file = inventory_files.try_out(community=community, by=mine, source=sheet(row(1)))
    inventory_files.import_waiting()
    inventory_files.take_up_tried(file=file, by=mine)
    inventory_files.import_waiting()

    again = inventory_files.take_up_tried(file=file, by=mine)

    assert (again, again.state, again.outcome) == (file, "done", {"new": 1})
    assert inventory_files.import_waiting() == 0
    with pytest.raises(ValidationError, match="too old"):
        inventory_files.take_up_tried(file=file, by=people.administrator)
    with pytest.raises(Denied):
        inventory_files.take_up_tried(file=file, by=holder(neighbour, "knowledge_manager"))
    InventoryFile.objects.all().delete()
    with pytest.raises(ValidationError, match="too old"):
        inventory_files.take_up_tried(file=file, by=mine)


def test_a_trial_that_was_not_taken_up_hides_nothing_that_is_imported_after_it(
    community: Any, people: Any, neighbour: Any
) -> None:
    mine, theirs, next_door = (
        people.knowledge_manager, people.administrator, holder(neighbour, "knowledge_manager"),
    )  # fmt: skip
    for community_of, by in ((community, mine), (community, theirs), (neighbour, next_door)):
        inventory_files.try_out(community=community_of, by=by, source=sheet(row(7)))
    with pytest.raises(ValidationError):
        inventory_files.take_up(community=community, by=mine, source="title\nx\n")
    assert InventoryFile.objects.count() == 3

    small = taken(community, people)
    inventory_files.import_waiting()

    shown = latest(mine, community)
    assert (shown, shown and shown.state) == (small, "done")
    tried = InventoryFile.objects.filter(state="tried")
    assert {(one.community, one.by) for one in tried} == {(community, theirs), (neighbour, next_door)}


def test_a_trial_that_is_refused_after_it_was_forgotten_does_not_come_back(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    mine = people.knowledge_manager
    inventory_files.try_out(community=community, by=mine, source=sheet(row(7)))

    def meanwhile(**asked: Any) -> Any:
        monkeypatch.undo()
        taken(community, people)
        raise ValidationError("This is no inventory.")

    monkeypatch.setattr(inventories, "plan", meanwhile)
    inventory_files.import_waiting()
    inventory_files.import_waiting()

    assert [file.state for file in InventoryFile.objects.all()] == ["done"]


def test_who_comes_second_by_a_blink_is_told_so(community: Any, people: Any, monkeypatch: Any) -> None:
    mine = people.knowledge_manager
    file = inventory_files.try_out(community=community, by=mine, source=sheet(row(1)))
    inventory_files.import_waiting()
    other = InventoryFile.objects.create(community=community, by=people.administrator, text="key")
    monkeypatch.setattr(InventoryFile, "OPEN", ())  # it was not there yet when one looked

    with pytest.raises(ValidationError, match="Another file is being imported"):
        inventory_files.take_up_tried(file=file, by=mine)
    with pytest.raises(ValidationError, match="Another file is being imported"):
        taken(community, people)

    assert [*InventoryFile.objects.order_by("pk").values_list("pk", "state")] == [
        (file.pk, "tried"),
        (other.pk, "waiting"),
    ]


def test_only_who_curates_hands_one_in_and_what_is_no_inventory_is_not_taken(
    community: Any, neighbour: Any, people: Any
) -> None:
    for who in (people.member, people.stranger, holder(neighbour, "knowledge_manager")):
        with pytest.raises(Denied):
            inventory_files.take_up(community=community, by=who, source=sheet(row(1)))
    with pytest.raises(ValidationError):
        inventory_files.take_up(community=community, by=people.knowledge_manager, source="title\nx\n")
    assert not InventoryFile.objects.exists()


def test_rights_are_asked_again_when_it_is_carried_out(community: Any, people: Any) -> None:
    file = taken(community, people)
    memberships.leave(community=community, by=people.knowledge_manager)

    assert inventory_files.import_waiting() == 1

    file.refresh_from_db()
    assert (file.state, file.text, file.outcome) == ("refused", "", {})
    assert "is for:" in file.trouble
    assert not ResourcePage.objects.exists()


def test_who_is_gone_imports_nothing(community: Any, people: Any) -> None:
    file = taken(community, people)
    InventoryFile.objects.update(by=None)

    inventory_files.import_waiting()

    file.refresh_from_db()
    assert file.state == "refused"
    assert not ResourcePage.objects.exists()


def test_faults_are_kept_by_row_in_the_language_of_who_asked(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    people.knowledge_manager.language = "ar"
    people.knowledge_manager.save()
    file = taken(community, people, row(1), row(2, kind="poem"))
    carry_out, spoken = inventories.carry_out, []

    def heard(**words: Any) -> Any:
        spoken.append(get_language())
        return carry_out(**words)

    monkeypatch.setattr(inventories, "carry_out", heard)
    inventory_files.import_waiting()

    file.refresh_from_db()
    assert (file.state, file.text, file.trouble) == ("refused", "", "")
    assert [(one["line"], one["key"]) for one in file.faults] == [(3, "P-2")]
    assert "poem" in file.faults[0]["said"][0]
    assert spoken == ["ar"]
    assert not ResourcePage.objects.exists()


def test_the_rows_that_were_left_out_are_kept_beside_what_was_done(community: Any, people: Any) -> None:
    file = taken(community, people, row(1), row(2, title=""), without_faulty=True)

    inventory_files.import_waiting()

    file.refresh_from_db()
    assert (file.state, file.outcome) == ("done", {"new": 1, "fault": 1})
    assert [one["said"] for one in file.faults] == [["It lacks its title."]]


def test_of_the_rows_that_were_left_out_each_is_told_once_and_the_first_are_kept(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(inventories, "TOGETHER", 1)
    monkeypatch.setattr(inventory_files, "MOST_FAULTS", 2)
    told, tell = [], inventory_files._told

    def counted(one: Any) -> Any:
        told.append(one.line)
        return tell(one)

    monkeypatch.setattr(inventory_files, "_told", counted)
    rows = [row(n, title="") for n in range(4)]
    file = taken(community, people, row(8), *rows, row(9), without_faulty=True)

    inventory_files.import_waiting()

    file.refresh_from_db()
    assert (file.state, file.outcome) == ("done", {"new": 2, "fault": 4})
    assert [one["line"] for one in file.faults] == told == [3, 4]


class Killed(BaseException):
    pass


def dies_at(call: int, monkeypatch: Any) -> None:
    publish, calls = resources.publish, []

    def dies(**words: Any) -> Any:
        calls.append(1)
        if len(calls) == call:
            raise Killed
        return publish(**words)

    monkeypatch.setattr(resources, "publish", dies)


def test_after_a_killed_worker_it_goes_on_where_it_was_and_does_nothing_twice(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    """It dies in the third row: two are kept, and what was made of them since is not undone by the file."""
    monkeypatch.setattr(inventories, "AT_ONCE", 1)
    dies_at(3, monkeypatch)
    file = taken(community, people, row(1), row(2), row(3), row(4))

    with pytest.raises(Killed):
        inventory_files.import_waiting()
    file.refresh_from_db()
    assert (file.state, file.tries, file.through, file.outcome) == ("running", 1, 2, {"new": 2})
    assert sorted(ResourcePage.objects.values_list("inventory_key", flat=True)) == ["P-1", "P-2"]
    first = ResourcePage.objects.get(inventory_key="P-1").specific
    first.title = "Better said"
    first.save_revision().publish()

    assert [inventory_files.import_waiting() for _sweep in range(2)] == [1, 0]
    file.refresh_from_db()
    assert (file.state, file.through, file.outcome) == ("done", 4, {"new": 4})
    assert ResourcePage.objects.count() == 4
    assert ResourcePage.objects.get(inventory_key="P-1").title == "Better said"
    entry = ActivityEntry.objects.get(verb="knowledge_base.inventory_imported")
    assert entry.facts == {"new": 4, "changed": 0, "unchanged": 0, "left_out": 0}


def test_a_row_that_breaks_it_each_time_ends_it_and_what_was_done_is_told(
    community: Any, people: Any, monkeypatch: Any, dispatched: Any
) -> None:
    monkeypatch.setattr(inventories, "AT_ONCE", 1)
    publish = resources.publish

    def breaks(**words: Any) -> Any:
        if words["resource"].title == "Lesson 2":
            raise RuntimeError("no more memory")
        return publish(**words)

    monkeypatch.setattr(resources, "publish", breaks)
    file = taken(community, people)

    assert [inventory_files.import_waiting() for _sweep in range(5)] == [0, 0, 0, 1, 0]
    dispatched()

    file.refresh_from_db()
    assert (file.state, file.outcome, file.through) == ("done", {"new": 1}, 1)
    assert "broke off" in file.trouble
    assert ActivityEntry.objects.filter(verb="knowledge_base.inventory_imported").count() == 1
    notice = Notice.objects.get(kind="knowledge_base.inventory")
    assert notice.title == "Imported: 1 resource is new."
    assert "broke off" in notice.detail


def test_who_loses_the_library_in_the_middle_gets_no_further(
    community: Any, people: Any, monkeypatch: Any, dispatched: Any
) -> None:
    monkeypatch.setattr(inventories, "AT_ONCE", 1)
    publish = resources.publish

    def leaves(**words: Any) -> Any:
        found = publish(**words)
        memberships.leave(community=community, by=people.knowledge_manager)
        return found

    monkeypatch.setattr(resources, "publish", leaves)
    file = taken(community, people)

    assert inventory_files.import_waiting() == 1
    dispatched()

    file.refresh_from_db()
    assert (file.state, file.outcome) == ("done", {"new": 1})
    assert "is for:" in file.trouble
    assert not Notice.objects.filter(kind="knowledge_base.inventory").exists()


@pytest.mark.parametrize(
    ("faulty", "title", "detail"),
    [
        ({}, "Imported: 2 resources are new.", ""),
        ({"title": ""}, "Nothing was imported.", "1 row with faults"),
    ],
)
def test_who_handed_it_in_is_told_once_what_came_of_it_and_nobody_else(
    faulty: Any, title: str, detail: str, community: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    taken(community, people, row(1), row(2, **faulty))
    for _twice in range(2):
        inventory_files.import_waiting()
        dispatched()

    notice = Notice.objects.get(kind="knowledge_base.inventory")
    assert (notice.user, notice.community) == (people.knowledge_manager, community)
    assert (notice.title, notice.detail) == (title, detail)
    assert notice.url == f"/cms/curation/inventory/{community.slug}/import/"


def test_what_breaks_off_each_time_is_refused_at_last_and_keeps_nobody_waiting(
    community: Any, neighbour: Any, people: Any, monkeypatch: Any
) -> None:
    file = taken(community, people)
    inventory_files.take_up(
        community=neighbour, by=holder(neighbour, "knowledge_manager"), source=sheet(row(1))
    )
    carry_out = inventories.carry_out

    def broken(**words: Any) -> Any:
        if words["community"] == community:
            raise RuntimeError("no more memory")
        return carry_out(**words)

    monkeypatch.setattr(inventories, "carry_out", broken)
    assert [inventory_files.import_waiting() for _sweep in range(5)] == [1, 0, 0, 1, 0]

    file.refresh_from_db()
    assert (file.state, file.text) == ("refused", "")
    assert "broke off" in file.trouble


def test_what_another_worker_holds_is_left_to_it(community: Any, people: Any, monkeypatch: Any) -> None:
    from contextlib import nullcontext  # stands in for a lock that is held elsewhere

    file = taken(community, people)
    monkeypatch.setattr(inventories, "alone_in", lambda pk: nullcontext(False))

    assert inventory_files.import_waiting() == 0

    file.refresh_from_db()
    assert file.state == "waiting"
