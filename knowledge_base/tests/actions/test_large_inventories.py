"""An inventory of thousands goes out in the words of its reader and comes back whole, tried and written by the worker."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from cop_portal.foundation import spreadsheets
from cop_portal.foundation.permissions import Denied
from cop_portal.tests.factories import holder
from knowledge_base.actions import inventories, inventory_files
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.inventory_sources import source_of
from knowledge_base.models import InventoryFile, ResourcePage, StoryPerson
from knowledge_base.queries.inventories import table
from knowledge_base.tests.actions.test_inventories import row, sheet, state_of_all
from knowledge_base.tests.makers import issue, many_copies, published

pytestmark = pytest.mark.django_db
IMPORT = "/cms/curation/inventory/water/import/"
MANY = 2500


def exported(community: Any, language: str, kind: str = "csv") -> bytes:
    with override(language):
        return spreadsheets.stream("x", kind, *table(community)).getvalue()


def given(data: bytes) -> Any:
    return source_of(SimpleUploadedFile("list", data), len(data))


def shelved(community: Any, count: int) -> None:
    page = published(
        community, kind="story", title="=1+1", summary="‫قصة‬", result="Fewer breakdowns.", consent=True,
        body=[("paragraph", "<p>" + "Ein Satz; \"mit\" 'allem', was zählt. " * 20 + "</p>")],
    )  # fmt: skip
    many_copies(page, count)


@pytest.fixture
def shelf(community: Any) -> None:
    shelved(community, MANY)


@pytest.mark.parametrize(("language", "kind", "reader"), [("ar", "csv", "ru"), ("ru", "xlsx", "ar")])
def test_what_went_out_in_one_language_comes_back_whole_for_who_reads_another(
    language: str, kind: str, reader: str, shelf: None, community: Any, people: Any
) -> None:
    people.knowledge_manager.language = reader
    people.knowledge_manager.save()
    data = exported(community, language, kind)
    before = state_of_all()

    file = inventory_files.try_out(community=community, by=people.knowledge_manager, source=given(data))
    inventory_files.import_waiting()
    file.refresh_from_db()

    assert (file.state, file.outcome, file.faults) == ("tried", {"same": MANY + 1}, [])
    assert file.trial == {"rows": [], "more": 0, "unknown": []}
    assert state_of_all() == before
    assert exported(community, language) == exported(community, language)


@pytest.mark.parametrize("language", ["ar", "ru", "fr", "zh-hans"])
def test_an_inventory_begins_anew_elsewhere_from_an_export_in_any_language(
    language: str, community: Any, neighbour: Any, people: Any
) -> None:
    source = sheet(
        row(
            1,
            sharing="community",
            kind="story",
            result="Less",
            consent="yes",
            body="Words.",
            story_people='[{"name": "Amina", "shown": "both", "agreed": true, "how": "=In writing; at home"}]',
        ),
        row(
            2,
            sharing="community",
            kind="good_practice",
            evidence="tried",
            state="retired",
            retired_reason="Over",
        ),
        row(3, sharing="community", state="draft"),
    )
    inventories.carry_out(community=community, by=people.knowledge_manager, source=source)
    data = exported(community, language)
    assert not {b"published", b"draft", b"yes", b"author:", b"good_practice"} & set(
        data.replace(b"\n", b",").split(b",")
    )

    other = holder(neighbour, "knowledge_manager")
    plan = inventories.carry_out(community=neighbour, by=other, source=given(data))

    assert [one.faults for one in plan.rows] == [[], [], []]
    assert [
        (one.name, one.shown, one.agreed, one.how, one.story.community)
        for one in StoryPerson.objects.order_by("pk")
    ] == [("Amina", "both", True, "=In writing; at home", where) for where in (community, neighbour)]
    told = [
        [*map(list, zip(*lines, strict=True))]
        for lines in (list(table(each)[1]) for each in (community, neighbour))
    ]
    names = table(community)[0]
    differ = {names[at] for at, (one, two) in enumerate(zip(*told, strict=True)) if one != two}
    assert differ <= {
        "address",
        "changed on",
        "Published on",
        "Retired on",
        "next review",
        "text",
        "language",
        "owner",
    }


def test_a_large_file_is_written_some_rows_at_a_time_and_goes_on_when_its_time_was_up(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(inventories, "RUN_SECONDS", 0)
    monkeypatch.setattr(inventories, "TOGETHER", 2)
    source = sheet(*(row(n) for n in range(5)), row(9, title=""))
    file = inventory_files.take_up(
        community=community, by=people.knowledge_manager, source=source, without_faulty=True
    )
    for through in (2, 4):  # however long it took to get there, each run gets further
        inventory_files.import_waiting()
        file.refresh_from_db()
        assert (file.state, file.through) == ("running", through)
    assert ResourcePage.objects.count() == 4
    inventory_files.import_waiting()
    file.refresh_from_db()

    assert (file.state, file.outcome) == ("done", {"new": 5, "fault": 1})
    assert [one["line"] for one in file.faults] == [7]
    assert ResourcePage.objects.filter(live=True).count() == 5


def test_of_an_inventory_of_thousands_only_a_part_is_in_memory(community: Any, people: Any) -> None:
    shelved(community, 800)
    tracemalloc.start()
    data = exported(community, "ru")
    source = given(data)
    size = len(data)
    del data
    tracemalloc.reset_peak()
    held = tracemalloc.get_traced_memory()[0]
    inventories.plan(community=community, by=people.knowledge_manager, source=source)
    peak = tracemalloc.get_traced_memory()[1] - held
    tracemalloc.stop()

    print(
        f"export {size / 1e6:.1f} MB, kept {len(source) / 1e6:.2f} MB, plan at most {peak / 1e6:.1f} MB more"
    )
    assert peak < 20_000_000


def test_a_trial_is_for_who_asked_and_is_taken_up_once(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    ensure_library(community)
    text = "key,kind,title,summary\n" + "".join(f"P-{n},tool,Form {n},To count.\n" for n in range(2100))
    client = sign_in(people.knowledge_manager)

    asked = client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", text.encode())}, follow=True)
    assert "A file is being tried" in asked.content.decode()
    assert client.get(f"{IMPORT[:-7]}progress/").status_code == 204
    file = InventoryFile.objects.get()
    with pytest.raises(ValidationError):
        inventory_files.take_up_tried(file=file, by=people.knowledge_manager)
    inventory_files.import_waiting()

    page = client.get(IMPORT).content.decode()
    assert "2100 new" in page
    assert "and 2050 more" in page
    assert "Form 3" not in sign_in(people.administrator).get(IMPORT).content.decode()
    for who in (people.member, people.stranger, holder(neighbour, "knowledge_manager")):
        with pytest.raises(Denied):
            inventory_files.take_up_tried(file=file, by=who)
        assert sign_in(who).post(IMPORT, {"tried": file.pk}).status_code in (
            302,
            404,
        )  # the door, or nothing there
    assert sign_in(people.administrator).post(IMPORT, {"tried": file.pk}).status_code == 404
    assert InventoryFile.objects.get().state == "tried"
    client = sign_in(people.knowledge_manager)
    assert client.post(IMPORT, {"tried": "x"}).status_code == 404
    for _twice in range(2):
        assert client.post(IMPORT, {"tried": file.pk}).status_code == 302
    file.refresh_from_db()
    assert (file.state, file.outcome) == ("waiting", {})


def test_a_trial_that_nobody_takes_up_is_forgotten(community: Any, people: Any) -> None:
    file = inventory_files.try_out(community=community, by=people.knowledge_manager, source=sheet(row(1)))
    inventory_files.import_waiting()
    InventoryFile.objects.update(created_at=file.created_at - inventory_files.KEPT * 2)

    inventory_files.import_waiting()

    assert not InventoryFile.objects.exists()


def test_what_is_no_inventory_is_said_after_its_trial(community: Any, people: Any) -> None:
    file = inventory_files.try_out(community=community, by=people.knowledge_manager, source=b"PK\x03\x04")
    inventory_files.import_waiting()
    file.refresh_from_db()

    assert (file.state, bytes(file.packed)) == ("refused", b"")
    assert "not a workbook" in file.trouble


def test_the_people_of_a_story_stay_as_they_are_and_are_written_as_an_export_wrote_them(
    community: Any, people: Any
) -> None:
    who = '[{"name": "Amina", "shown": "named", "agreed": true, "how": ""}]'
    keeper = people.knowledge_manager

    def sent(cell: str, number: int = 1, kind: str = "story") -> Any:
        source = sheet(row(number, kind=kind, result="Less", consent="yes", story_people=cell))
        return inventories.carry_out(community=community, by=keeper, source=source).rows[0]

    assert sent(who).outcome == "new"
    assert sent(who).outcome == "same"
    assert sent(who.replace("Amina", "Asha")).outcome == "changed"
    assert [one.name for one in StoryPerson.objects.all()] == ["Asha"]
    for cell in (
        "Amina",
        '{"name": 1}',
        '[{"name": ""}]',
        '[{"name": "A", "shown": "sung"}]',
        '[{"pk": 1}]',
        "[[]]",
    ):
        assert sent(cell, 2).faults, cell
    assert sent(who, 2, "lesson").faults
    assert ResourcePage.objects.count() == 1


def test_a_publication_goes_out_and_comes_back_and_no_file_changes_it(community: Any, people: Any) -> None:
    issue(
        community,
        by=people.knowledge_manager,
        holding=[published(community)],
        out=True,
        title="Pumps of the year",
    )
    source = exported(community, "fr").decode()
    keeper = people.knowledge_manager

    plan = inventories.carry_out(community=community, by=keeper, source=source)
    assert {one.outcome for one in plan.rows} == {"same"}
    assert len(plan.rows) >= 2

    before = state_of_all()
    changed = source.replace("Pumps of the year", "Pumps of no year")
    assert changed != source
    plan = inventories.carry_out(community=community, by=keeper, source=changed)
    assert "put together in the portal" in plan.faulty[0].faults[0]
    assert state_of_all() == before
