"""What stands beside a resource goes out with the inventory and comes back: licences, confirmed results, whole issues."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest

from cop_portal.foundation import spreadsheets
from cop_portal.foundation.accounts.models import User
from cop_portal.tests.factories import holder
from knowledge_base import inventory_words as words
from knowledge_base.actions import inventories, pieces, releases, stories
from knowledge_base.forms.releases import AskForm
from knowledge_base.inventory_beside import Result, left_over, result, result_cells
from knowledge_base.inventory_meanings import MEANINGS
from knowledge_base.models import Piece, PublicationPage, ResourcePage, ResultConfirmation, StoryPage
from knowledge_base.models.levels import rule_was_asked
from knowledge_base.queries.inventories import table
from knowledge_base.queries.releases import rule_of
from knowledge_base.tests.actions.test_inventories import exported, row, sheet, state_of_all
from knowledge_base.tests.makers import issue, published

pytestmark = pytest.mark.django_db
STORY = {
    "kind": "story", "consent": "yes", "licence": "CC BY 4.0",
    "result_confirmations": "2024-05-03 Ruth W.: =The wells run\\; all of them; Elder of the village",
}  # fmt: skip


def rows_of(community: Any) -> dict[str, dict[str, str]]:
    headings, lines = table(community)
    names = [words.column(heading) for heading in headings]
    return {line[0]: dict(zip(names, line, strict=True)) for line in lines}


def everything() -> list[Any]:
    kept = (ResultConfirmation, Piece, PublicationPage)
    return [*state_of_all(), *(list(model.objects.order_by("pk").values()) for model in kept)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_licences_confirmed_results_and_issues_go_out_and_come_back_as_they_were(
    kind: str, community: Any, neighbour: Any, people: Any
) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1, **STORY)))
    story = StoryPage.objects.get(inventory_key="P-1")
    stories.confirm_result(story=story, by=people.expert, words="=I was there: in May; twice")
    out = published(community, title="Outside")
    with rule_was_asked():
        ResourcePage.objects.filter(pk=out.pk).update(sharing="public", licence="cc-by-sa")
    page = issue(community, by=keeper, holding=[out], issue="=2/2026", editorial="-Dear all;\n\nread on.")
    pieces.add_section(publication=page, by=keeper, title="@Wells")
    pieces.add_text(publication=page, by=keeper, title="", words="+One\n\nTwo")
    issue(community, by=keeper, title="Last year", holding=[out], out=True)
    published(neighbour, title="Inside next door", licence="own")
    before, file = everything(), exported(community, kind)

    plans = [inventories.carry_out(community=community, by=keeper, source=file) for _twice in range(2)]

    assert [one.faults for plan in plans for one in plan.faulty] == []
    assert {one.outcome for plan in plans for one in plan.rows} == {"same"}
    assert everything() == before
    cells = rows_of(community)
    assert cells["P-1"]["licence"].startswith("CC BY 4.0")
    assert f"{people.expert.name} (#{people.expert.pk}): =I was there" in cells["P-1"]["result_confirmations"]
    assert cells[f"portal-{out.pk}"]["licence"].startswith("CC BY-SA 4.0")
    told = cells[f"portal-{page.pk}"]
    assert (told["issue"], told["editorial"]) == ("=2/2026", "-Dear all;\n\nread on.")
    assert f'"resource": "portal-{out.pk}"' in told["pieces"]
    assert "@Wells" in told["pieces"]
    assert "Inside next door" not in str(cells)
    data = b"".join(spreadsheets.stream("x", "csv", *table(community)).streaming_content)  # type: ignore[arg-type]
    assert b",=" not in data


def test_a_file_says_who_elsewhere_confirmed_a_result_and_speaks_for_nobody_with_an_account(
    community: Any, people: Any
) -> None:
    keeper = people.knowledge_manager
    first, again = (
        inventories.carry_out(community=community, by=keeper, source=sheet(row(1, **STORY)))
        for _twice in range(2)
    )
    story = StoryPage.objects.get(inventory_key="P-1")
    stories.confirm_result(story=story, by=people.expert, words="I saw it.")
    own = f"{people.expert.name} (#{people.expert.pk}): I saw it."

    def said(cell: str) -> tuple[str, list[str]]:
        source = sheet({"key": "P-1", "result_confirmations": cell})
        plan = inventories.carry_out(community=community, by=keeper, source=source)
        return plan.rows[0].outcome, plan.rows[0].faults

    assert [first.rows[0].outcome, again.rows[0].outcome] == ["new", "same"]
    typed = ResultConfirmation.objects.filter(user=None).order_by("name")
    assert [(one.name, one.words) for one in typed] == [
        ("Elder of the village", ""), ("Ruth W.", "=The wells run; all of them"),
    ]  # fmt: skip
    for forged in (
        "",
        f"{people.expert.name} (#{people.expert.pk}): Nothing came of it.",
        f"{own}; {people.member.name} (#{people.member.pk}): So did I.",
    ):
        outcome, faults = said(forged)
        assert outcome == "fault"
        assert "their own word" in faults[0]
    assert said(f"{own}; 2024-05-03 Ruth W.: They run; New Person")[0] == "changed"
    assert said(f"{own}; 2024-05-03 Ruth W.: They run; New Person")[0] == "same"
    assert [(one.name, one.words, one.user) for one in ResultConfirmation.objects.order_by("name", "pk")] == sorted(
        [("Ruth W.", "They run", None), ("New Person", "", None), (people.expert.name, "I saw it.", people.expert)],
        key=lambda one: one[0],
    )  # fmt: skip


def test_a_licence_is_noted_inside_and_outside_goes_by_the_rule(community: Any, people: Any) -> None:
    keeper = people.knowledge_manager
    releases.set_rule(
        community=community, by=people.coordinator, approvers=["coordinator"], people_needed=1, checks=[],
        licences=["cc-by", "own"], words="",
    )  # fmt: skip

    def said(**cells: str) -> list[Any]:
        plan = inventories.carry_out(community=community, by=keeper, source=sheet({"key": "P-1", **cells}))
        return [plan.rows[0].outcome, *plan.rows[0].faults]

    refused = inventories.plan(community=community, by=keeper, source=sheet(row(1, licence="cc0")))
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1, licence="own")))
    assert "knows these licences" in refused.faulty[0].faults[0]
    assert said(licence="cc-by") == ["changed"]
    assert said(licence="cc-by") == ["same"]
    page = ResourcePage.objects.get(inventory_key="P-1")
    asked = AskForm(resource=page, rule=rule_of(community))
    assert asked.fields["licence"].initial == "cc-by"
    with rule_was_asked():
        ResourcePage.objects.filter(pk=page.pk).update(sharing="public")
    assert "rule" in said(licence="own")[1]
    assert "rule" in said(licence="")[1]
    assert said(licence="cc-by", sharing="core") == ["changed"]
    assert said(licence="cc-by", sharing="core") == ["same"]
    page.refresh_from_db()
    assert (page.sharing, page.licence) == ("core", "cc-by")
    assert said(licence="") == ["changed"]
    assert ResourcePage.objects.get(pk=page.pk).licence == ""


def test_an_issue_is_neither_made_nor_changed_by_a_file(community: Any, people: Any) -> None:
    keeper = people.knowledge_manager
    page = issue(community, by=keeper, issue="1", editorial="Dear all")
    before = everything()

    made = inventories.carry_out(community=community, by=keeper, source=sheet(row(1, kind="publication")))
    changed = inventories.carry_out(
        community=community, by=keeper,
        source=sheet({"key": f"portal-{page.pk}", "editorial": "Dear none", "pieces": "[]"}),
    )  # fmt: skip

    for plan in (made, changed):
        assert plan.faulty[0].faults == ["A publication is put together in the portal; no file changes it."]
    assert everything() == before
    wrong = inventories.plan(community=community, by=keeper, source=sheet(row(2, pieces="[]", issue="3")))
    assert len(wrong.faulty[0].faults) == 2


def test_next_door_nobody_learns_of_them_by_a_file(neighbour: Any, community: Any, people: Any) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1, **STORY, sharing="community")))

    cells = rows_of(neighbour)
    assert "Ruth" not in str(cells)
    plan = inventories.plan(
        community=neighbour, by=holder(neighbour, "knowledge_manager"), source=exported(community)
    )
    assert [one.faults for one in plan.rows] == [[]]
    assert plan.rows[0].new


def test_who_confirmed_is_read_as_it_is_written() -> None:
    at = datetime.datetime(2024, 5, 3, 10, 0, 1, tzinfo=datetime.UTC)
    said = [
        Result("Ruth W.", None, "It: runs", at), Result("Amina", 12, "", at), Result("Elder", None, "", None),
    ]  # fmt: skip

    assert [result(cell, MEANINGS["confirmed_on"]) for cell in result_cells(said)] == said
    assert left_over(said, said) == ([], [])
    day = Result("Ruth W.", None, "It: runs", datetime.datetime(2024, 5, 3, tzinfo=datetime.UTC))
    assert left_over([day], said)[0] == []


def test_a_name_with_a_colon_stays_that_name_where_something_else_changes(
    community: Any, people: Any
) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1, **STORY)))
    story = StoryPage.objects.get(inventory_key="P-1")
    User.objects.filter(pk=people.expert.pk).update(name="Dr: Eva")
    stories.confirm_result(story=story, by=User.objects.get(pk=people.expert.pk), words="I saw it; twice.")
    ResultConfirmation.objects.create(story=story, name="Elder (#77): of all", words="It runs: well")
    before = list(ResultConfirmation.objects.order_by("pk").values())
    now = rows_of(community)["P-1"]["result_confirmations"]

    source = sheet({"key": "P-1", "result_confirmations": f"{now}; New Person: So it is"})
    plan = inventories.carry_out(community=community, by=keeper, source=source)

    assert [one.faults for one in plan.rows] == [[]]
    rows = list(ResultConfirmation.objects.order_by("pk").values())
    assert rows[:-1] == before
    assert (rows[-1]["name"], rows[-1]["words"], rows[-1]["user_id"]) == ("New Person", "So it is", None)


def test_a_number_behind_a_typed_name_makes_nobody_of_it(community: Any, people: Any) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1, **STORY)))
    before = list(ResultConfirmation.objects.order_by("pk").values())

    cell = f"2024-05-03 Ruth W. (#{people.member.pk}): =The wells run\\; all of them; New Person"
    source = sheet({"key": "P-1", "result_confirmations": cell})
    plan = inventories.carry_out(community=community, by=keeper, source=source)

    assert "their own word" in plan.rows[0].faults[0]
    assert list(ResultConfirmation.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", ["result_confirmations", "confirmed_on", "published_on"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_moment_that_could_never_be_read_again_is_no_moment(
    name: str, moment: str, community: Any, people: Any
) -> None:
    cell = f"{moment} Ruth W.: So it is" if name == "result_confirmations" else moment
    source = sheet(row(1, **{**STORY, name: cell}))
    plan = inventories.carry_out(community=community, by=people.knowledge_manager, source=source)

    assert "is not a day" in plan.rows[0].faults[0]
    assert rows_of(community) == {}


def test_a_member_s_name_without_its_number_is_still_the_member_s(
    community: Any, neighbour: Any, people: Any
) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1, **STORY)))
    story = StoryPage.objects.get(inventory_key="P-1")
    now = rows_of(community)["P-1"]["result_confirmations"]

    def said(name: str) -> Any:
        source = sheet({"key": "P-1", "result_confirmations": f"{now}; {name}: So did I"})
        return inventories.carry_out(community=community, by=keeper, source=source).rows[0]

    for forged in (people.member.name, people.member.name.upper(), f"2024-05-03 {people.expert.name}"):
        assert "their own word" in said(forged).faults[0]
    assert ResultConfirmation.objects.filter(story=story).count() == 2
    assert said(people.stranger.name).outcome == "changed"  # nobody here: somebody of that name elsewhere
    User.objects.filter(pk=people.member.pk).update(name="Ruth W.")
    # What was typed before somebody of that name came stays.
    assert said("Another Elder").outcome == "changed"
    assert ResultConfirmation.objects.filter(story=story, user=None, name="Ruth W.").count() == 1


def test_nobody_stands_in_for_themselves_by_a_file_either(community: Any, people: Any) -> None:
    keeper, expert = people.knowledge_manager, people.expert
    who = f"{expert.name} (#{expert.pk})"

    def said(**cells: str) -> list[str]:
        return inventories.carry_out(community=community, by=keeper, source=sheet(cells)).rows[0].faults

    assert "stands in for themselves" in said(**row(1, owner=who, substitute=who))[0]
    assert said(**row(1, substitute=who)) == []
    assert "stands in for themselves" in said(key="P-1", owner=who)[0]
    assert said(key="P-1", owner=who, substitute="") == []
    assert said(key="P-1", title="Another title") == []
    page = ResourcePage.objects.get(inventory_key="P-1")
    assert (page.owner, page.substitute) == (expert, None)


@pytest.mark.parametrize("name", ["owner", "substitute"])
def test_a_file_names_no_owner_whom_the_portal_would_not(
    name: str, community: Any, neighbour: Any, people: Any
) -> None:
    """Who answers for it may confirm it, and ask to share it further."""
    keeper, member = people.knowledge_manager, people.member
    given = published(community)
    ResourcePage.objects.filter(pk=given.pk).update(**{name: member})

    def said(user: Any, key: str = "P-1") -> list[str]:
        cells = row(1, key=key, **{name: f"{user.name} (#{user.pk})"})
        return inventories.carry_out(community=community, by=keeper, source=sheet(cells)).rows[0].faults

    assert "holds no role" in said(member)[0]
    assert "no member" in said(holder(neighbour, "knowledge_manager"))[0]
    assert not ResourcePage.objects.filter(inventory_key="P-1").exists()
    assert said(people.expert) == []
    file = exported(community)  # whom the portal let answer for it goes on doing so
    assert {
        one.outcome for one in inventories.carry_out(community=community, by=keeper, source=file).rows
    } == {"same"}
    assert getattr(ResourcePage.objects.get(pk=given.pk), name) == member


def test_a_moment_with_its_hour_is_no_name() -> None:
    """“2024-05-03 10:30 Ruth W.: It runs” was somebody called “10”."""
    for cell in ("2024-05-03 10:30 Ruth W.: It runs", "2024-05-03 10:30:00+00:00 Ruth W.: It runs"):
        found = result(cell, MEANINGS["confirmed_on"])

        assert (found.name, found.words) == ("Ruth W.", "It runs")
        assert found.at is not None
        assert (found.at.day, found.at.hour, found.at.minute) == (3, 10, 30)


def test_a_cell_of_thousands_of_confirmed_results_is_refused_at_once(community: Any, people: Any) -> None:
    many = "; ".join(f"Elder {number}" for number in range(20_000))
    began = time.process_time()

    source = sheet(row(1, **{**STORY, "result_confirmations": many}))
    plan = inventories.carry_out(community=community, by=people.knowledge_manager, source=source)

    assert "at most 200" in plan.rows[0].faults[0]
    assert time.process_time() - began < 10


def test_what_went_out_under_a_licence_of_an_older_rule_is_taken_back_inside(
    community: Any, people: Any
) -> None:
    keeper = people.knowledge_manager
    inventories.carry_out(community=community, by=keeper, source=sheet(row(1, licence="cc-by")))
    with rule_was_asked():
        ResourcePage.objects.filter(inventory_key="P-1").update(sharing="public")
    releases.set_rule(
        community=community, by=people.coordinator, approvers=["coordinator"], people_needed=1, checks=[],
        licences=["own"], words="",
    )  # fmt: skip

    source = sheet({"key": "P-1", "sharing": "community", "licence": "cc-by"})
    plan = inventories.carry_out(community=community, by=keeper, source=source)

    assert plan.rows[0].faults == []
    page = ResourcePage.objects.get(inventory_key="P-1")
    assert (page.sharing, page.licence) == ("community", "")
