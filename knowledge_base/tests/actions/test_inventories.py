"""An inventory goes out and comes back unchanged; a bad file does nothing; a file does once what it says."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cop_portal.foundation import spreadsheets
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests.factories import holder
from knowledge_base import inventory_words as words
from knowledge_base.actions import inventories, resources
from knowledge_base.enums import Kind
from knowledge_base.inventory_sources import text_of
from knowledge_base.models import Credit, ResourcePage, SharingChange
from knowledge_base.queries.inventories import table
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db
# Statements for a new published resource with two topics and a credit, its indexes and its record included, and two that
# undo the row alone if it is refused.
A_ROW = 69


def sheet(*rows: dict[str, str]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def row(number: int, **more: str) -> dict[str, str]:
    return {
        "key": f"P-{number}", "kind": "lesson", "title": f"Lesson {number}", "summary": "What we learned.",
        "state": "published", "tags": "pumps; repair", "credits": "author: Amina Wanjiru", **more,
    }  # fmt: skip


def exported(community: Any, kind: str = "csv") -> str:
    headings, rows = table(community)
    return text_of(spreadsheets.stream("x", kind, headings, rows).getvalue())


def state_of_all() -> list[Any]:
    rows = ResourcePage.objects.order_by("pk").values()
    return [
        {name: value for name, value in one.items() if name not in ("search_vector",)} for one in rows
    ] + list(Credit.objects.order_by("pk").values())


@pytest.fixture
def shelf(community: Any, people: Any) -> list[ResourcePage]:
    """Every type, with what is hard to carry: formulas, quotes, lines, several credits, a draft, a retired one."""
    pages = [
        published(
            community, kind=kind, title=f"=cmd|' /C calc'!A{number}", summary="+1; \"quoted\"\t, and 'more'",
            place="@home", body=[("paragraph", "<p>One <b>bold</b> & two</p>"), ("heading", "-3 < 4")],
        )
        for number, kind in enumerate(Kind.values)
        if kind in ("good_practice", "lesson", "tool", "guidance", "synthesis")
    ]  # fmt: skip
    first = pages[0].specific
    first.context = "Line one\r\nline two; three"
    first.steps = [("step", {"title": "-Begin", "text": "=2+2"})]
    first.substitute = people.expert
    first.tags.set(["a; b", "Wasser"])
    first.credits.set(
        [
            Credit(name="Semi; Colon", role="source"),
            Credit(name=people.member.name, user=people.member, role="author"),
        ]
    )
    first.save_revision().publish(user=people.knowledge_manager)
    draft(community, title="'=Only a draft", by=people.member)
    gone = published(community, title="Old one")
    resources.retire(resource=gone, by=people.knowledge_manager, reason="=Over", instead=pages[0])
    return pages


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_without_any_change(kind: str, shelf: Any, community: Any, people: Any) -> None:
    before = state_of_all()

    plan = inventories.carry_out(
        community=community, by=people.knowledge_manager, source=exported(community, kind)
    )

    assert plan.faulty == []
    assert {row.outcome for row in plan.rows} == {"same"}
    assert len(plan.rows) == len(shelf) + 2
    assert state_of_all() == before
    assert exported(community, "csv") == exported(community, "csv")


def test_no_cell_of_an_export_is_a_formula(shelf: Any, community: Any) -> None:
    headings, rows = table(community)
    data = spreadsheets.stream("x", "csv", headings, rows).getvalue().decode("utf-8-sig")

    cells = [cell for line in csv.reader(io.StringIO(data, newline="")) for cell in line]
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_a_long_text_is_parted_over_columns_and_put_together_again(community: Any, people: Any) -> None:
    published(community, body=[("paragraph", "<p>" + "word " * 9000 + "</p>")])
    headings, rows = table(community)
    assert f"{words.heading('body')} (2)" in headings
    assert all(len(cell) <= 32_000 for line in rows for cell in line)

    plan = inventories.plan(
        community=community, by=people.knowledge_manager, source=exported(community, "xlsx")
    )

    assert [one.outcome for one in plan.rows] == ["same"]


def test_a_file_makes_what_it_says_once_and_nobody_gets_a_letter_for_each(
    community: Any, people: Any, dispatched: Any
) -> None:
    keeper = people.knowledge_manager
    source = sheet(
        row(
            1,
            owner=people.expert.email,
            published_on="2023-05-31",
            confirmed_on="2024-01-02",
            body="# First\n\nWords.",
        ),
        row(2, state="draft"),
        row(3, state="retired", retired_reason="Over", sharing="core"),
    )

    first = inventories.carry_out(community=community, by=keeper, source=source)
    before = state_of_all()
    second = inventories.carry_out(community=community, by=keeper, source=source)
    dispatched()

    assert first.done
    assert [one.outcome for one in first.rows] == ["new"] * 3
    assert [one.outcome for one in second.rows] == ["same"] * 3, [one.changes for one in second.rows]
    assert state_of_all() == before
    page = ResourcePage.objects.get(inventory_key="P-1")
    assert (page.live, page.owner) == (True, people.expert)
    assert timezone.localdate(page.first_published_at) == datetime.date(2023, 5, 31)
    assert timezone.localdate(page.confirmed_at) == datetime.date(2024, 1, 2)
    assert sorted(page.tags.names()) == ["pumps", "repair"]
    assert not ResourcePage.objects.get(inventory_key="P-2").live
    assert ResourcePage.objects.get(inventory_key="P-3").retired_reason == "Over"
    assert not Notice.objects.filter(kind="knowledge_base.published").exists()
    assert ActivityEntry.objects.filter(verb="knowledge_base.inventory_imported").count() == 1


def test_a_changed_cell_changes_that_and_is_no_review(community: Any, people: Any) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1), row(2)))
    before = ResourcePage.objects.get(inventory_key="P-1")

    plan = inventories.carry_out(
        community=community, by=keeper, source=sheet({"key": "P-1", "summary": "What we learned twice."})
    )

    after = ResourcePage.objects.get(inventory_key="P-1")
    assert [(one.outcome, one.changes) for one in plan.rows] == [("changed", "summary")]
    assert after.summary == "What we learned twice."
    assert (after.confirmed_at, after.first_published_at) == (before.confirmed_at, before.first_published_at)
    assert after.live
    assert not after.has_unpublished_changes


def test_a_file_takes_back_inside_and_lets_nothing_out(community: Any, people: Any) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1), row(2)))

    refused = inventories.carry_out(
        community=community, by=keeper, source=sheet({"key": "P-1", "sharing": "public"})
    )
    again = [
        inventories.carry_out(community=community, by=keeper, source=sheet({"key": "P-1", "sharing": "core"}))
        for _twice in range(2)
    ]

    assert not refused.done
    assert [one.rows[0].outcome for one in again] == ["changed", "same"]
    assert ResourcePage.objects.get(inventory_key="P-1").sharing == "core"
    assert SharingChange.objects.count() == 1


def test_a_file_credits_people_and_drops_none_of_them(community: Any, people: Any) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1)))
    said = {"key": "P-1", "credits": f"source: {people.member.email}; author: Typed Name"}

    done, again = (
        inventories.carry_out(community=community, by=keeper, source=sheet(said)) for _twice in range(2)
    )
    dropped = inventories.carry_out(
        community=community, by=keeper, source=sheet({"key": "P-1", "credits": "author: Typed Name"})
    )

    assert [one.rows[0].outcome for one in (done, again, dropped)] == ["changed", "same", "fault"]
    assert {(one.user, one.name, one.role) for one in Credit.objects.all()} == {
        (people.member, people.member.name, "source"), (None, "Typed Name", "author"),
    }  # fmt: skip


def test_a_new_published_row_costs_the_same_however_many_there_are(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    keeper = people.knowledge_manager
    monkeypatch.setattr(inventories, "SECONDS", 60)
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1)))

    def cost(*numbers: int) -> int:
        source = sheet(*(row(number) for number in numbers))
        with CaptureQueriesContext(connection) as found:
            assert inventories.carry_out(community=community, by=keeper, source=source).done
        return len(found)

    one, three = cost(11), cost(21, 22, 23)
    assert (three - one) / 2 == A_ROW


FAULTS = (
    ({"key": ""}, "no key"),
    ({"kind": "poem"}, "no type"),
    ({"title": ""}, "lacks its title"),
    ({"title": "x" * 201}, "at most 200"),
    ({"summary": ""}, "lacks its summary"),
    ({"language": "xx"}, "language"),
    ({"sharing": "everyone"}, "level of sharing"),
    ({"sharing": "public"}, "the community’s rule"),
    ({"state": "secret"}, "no state"),
    ({"owner": "nobody@example.org"}, "no member"),
    ({"review_months": "many"}, "months"),
    ({"next_review_on": "soon"}, "not a day"),
    ({"published_on": "31/31/2024"}, "not a day"),
    ({"state": "retired"}, "needs its reason"),
    ({"evidence": "told"}, "no field of"),
    ({"body": '[{"type": "poem"}]'}, "neither plain text"),
    ({"credits": "author: " + "x" * 121}, "120 letters"),
    ({"retired_reason": "Over"}, "for what is retired"),
    ({"key": "portal-999999"}, "has the key"),
    ({"key": "P-1"}, "already"),
    ({"confirmed_on": "x"}, "not a day"),
)


def test_of_500_rows_the_20_bad_ones_are_named_in_words_and_nothing_is_done(
    community: Any, people: Any
) -> None:
    rows = [row(number) for number in range(1, 501)]
    for number, (wrong, _said) in enumerate(FAULTS):
        rows[20 * number + 10].update(wrong)

    plan = inventories.carry_out(community=community, by=people.knowledge_manager, source=sheet(*rows))

    assert len(FAULTS) == 21
    assert not plan.done
    assert [one.line for one in plan.faulty] == [20 * number + 12 for number in range(21)]
    for one, (_wrong, said) in zip(plan.faulty, FAULTS, strict=True):
        assert said in " ".join(one.faults), one
    assert plan.counts["new"] == 479
    assert not ResourcePage.objects.exists()


def test_the_others_come_in_if_the_bad_ones_are_left_out_on_purpose(community: Any, people: Any) -> None:
    keeper = people.knowledge_manager
    rows = [row(1), row(2, title=""), row(3)]

    plan = inventories.carry_out(community=community, by=keeper, source=sheet(*rows), without_faulty=True)
    mended = [row(1), row(2), row(3)]
    again = inventories.carry_out(community=community, by=keeper, source=sheet(*mended))

    assert plan.done
    assert [one.outcome for one in again.rows] == ["same", "new", "same"]
    assert ResourcePage.objects.filter(community=community).count() == 3


def test_what_is_refused_only_when_it_is_written_is_left_out_whole_and_named(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    publish, calls, source = resources.publish, [], sheet(row(1), row(2), row(3))

    def fails(**words: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise ValidationError("It cannot be published.")
        return publish(**words)

    monkeypatch.setattr(resources, "publish", fails)
    keeper = people.knowledge_manager
    plan = inventories.carry_out(community=community, by=keeper, source=source)
    shelf = ResourcePage.objects.order_by("inventory_key").values_list("inventory_key", flat=True)

    assert [one.faults for one in plan.faulty] == [["It cannot be published."]]
    assert list(shelf) == ["P-1", "P-3"]
    assert ActivityEntry.objects.get(verb="knowledge_base.inventory_imported").facts["left_out"] == 1
    again = inventories.carry_out(community=community, by=keeper, source=source)
    assert [one.outcome for one in again.rows] == ["same", "new", "same"]
    community.refresh_from_db()
    assert community.resource_count == 3


def test_each_part_is_understood_anew_and_who_changed_a_page_meanwhile_keeps_it(
    community: Any, people: Any, monkeypatch: Any
) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1), row(2)))
    monkeypatch.setattr(inventories, "AT_ONCE", 1)
    said = [{"key": f"P-{number}", "summary": "From the file."} for number in (1, 2)]

    def edit(course: inventories.Course) -> None:
        if course.through == 1:
            page = ResourcePage.objects.get(inventory_key="P-2").specific
            page.summary = "From the editor."
            page.save_revision(user=keeper)

    plan = inventories.carry_out(community=community, by=keeper, source=sheet(*said), keep=edit)

    assert [one.outcome for one in plan.rows] == ["changed", "fault"]
    assert "not published yet" in plan.faulty[0].faults[0]
    assert ResourcePage.objects.get(inventory_key="P-1").summary == "From the file."
    kept = ResourcePage.objects.get(inventory_key="P-2").specific
    assert kept.get_latest_revision_as_object().summary == "From the editor."


@pytest.mark.parametrize("instead", ["P-1", "P-2"])
def test_what_cannot_stand_in_its_place_is_known_before_anything_is_written(
    instead: str, community: Any, people: Any
) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1), row(2, state="draft")))
    gone = {"key": "P-1", "state": "retired", "retired_reason": "Over", "instead": instead}

    plan = inventories.plan(community=community, by=keeper, source=sheet(gone))

    assert plan.faulty[0].faults == ["What stands in its place must be another resource in the library."]


def test_markup_that_acts_is_cleaned_and_others_files_are_not_named(
    community: Any, neighbour: Any, people: Any
) -> None:
    from django.core.files.base import ContentFile  # one file next door

    from knowledge_base.actions.libraries import collection_of
    from knowledge_base.models import LibraryDocument

    theirs = LibraryDocument.objects.create(
        title="Log", file=ContentFile(b"x", name="log.txt"), collection=collection_of(neighbour)
    )
    hostile = '[{"type": "paragraph", "value": "<p onclick=\\"x()\\">Hi<script>alert(1)</script></p>"}]'
    stolen = f'[{{"type": "file", "value": {{"document": {theirs.pk}, "note": ""}}}}]'
    keeper = people.knowledge_manager

    inventories.carry_out(community=community, by=keeper, source=sheet(row(1, body=hostile)))
    plan = inventories.plan(community=community, by=keeper, source=sheet(row(2, body=stolen)))

    body = str(ResourcePage.objects.get(inventory_key="P-1").body)
    assert "script" not in body
    assert "onclick" not in body
    assert "do not work with" in plan.faulty[0].faults[0]


def test_only_the_knowledge_manager_of_the_community_imports(
    community: Any, neighbour: Any, people: Any
) -> None:
    for who in (people.member, people.expert, holder(neighbour, "knowledge_manager")):
        with pytest.raises(Denied):
            inventories.carry_out(community=community, by=who, source=sheet(row(1)))
    assert not ResourcePage.objects.exists()


@pytest.mark.parametrize("source", ["", "title,summary\nOne,Two\n", "PK\x03\x04"])
def test_what_is_no_inventory_is_refused_in_words(source: str, community: Any, people: Any) -> None:
    with pytest.raises(ValidationError):
        inventories.plan(community=community, by=people.knowledge_manager, source=text_of(source.encode()))
