"""Stories: what nobody finds becomes a gap that a member fills; an inventory of 500 rows is brought in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, sign_in, signed_in
from knowledge_base.actions import gathering, scores, searches
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.models import Gap, ResourcePage, ResourceScore
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.browser


@pytest.fixture
def place(live: Stack) -> Any:
    """A library with one resource, in which three searches found nothing."""
    where = factories.community_with_roles("Story inventory", visibility="closed")
    member = factories.joined(where, factories.person("Ines Inventory"))
    published(where, title="Solar pumps that last", by=member)
    for _again in range(3):
        searches.note_failed(words="solar pumps in sand", by=member, community=where)
    gathering.gather(where)
    scores.measure_community(where)
    return where, member


def test_a_gap_is_shown_taken_and_filled_and_the_resource_is_rated(
    live: Stack, page: Page, browser: Browser, place: Any
) -> None:
    where, member = place
    base = f"{live.url}/communities/{where.slug}/library/"

    # What was sought in vain is the curator's until it is put in words that tell of nobody.
    sign_in(page, live, member)
    page.goto(f"{base}gaps/")
    expect(page.get_by_text("Nothing is known to be missing")).to_be_visible()
    with signed_in(browser, live, factories.holder(where, "knowledge_manager")) as desk:
        desk.goto(f"{base}gaps/")
        desk.get_by_role("link", name="solar pumps in sand").click()
        desk.get_by_label("What is missing").fill("Solar pumps where the ground is sand")
        desk.get_by_role("button", name="Show it to all members").click()
        expect(desk.get_by_text("All members see it now.")).to_be_visible()

    # A member takes it with one click and names the resource that fills it.
    page.reload()
    page.get_by_role("button", name="I take it").click()
    expect(page.get_by_text("You can give it back.")).to_be_visible()
    page.get_by_label("One of the newest").select_option(label="Solar pumps that last")
    page.get_by_role("button", name="This fills it").click()
    expect(page.get_by_text("Filled. Those who asked for it are told.")).to_be_visible()
    assert Gap.objects.get(community=where).filled_by is not None

    # On its page the owner confirms it with a note; the history and the scores stand beside.
    page.get_by_role("link", name="Solar pumps that last").click()
    page.get_by_label("A note (optional)").fill("Tried in three villages")
    page.get_by_role("button", name="It still holds").click()
    expect(page.get_by_text("Confirmed by Ines Inventory on").first).to_be_visible()
    page.get_by_text("Confirmed 2 times").click()
    expect(page.get_by_text("Tried in three villages")).to_be_visible()
    expect(page.get_by_role("heading", name="Four scores")).to_be_visible()
    page.get_by_role("button", name="Not useful to me").click()
    expect(page.get_by_text("You said it was not useful to you.")).to_be_visible()

    # The inventory sorts by each score, says why, and goes into a spreadsheet.
    page.goto(f"{base}inventory/")
    page.get_by_role("link", name="Usefulness").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Usefulness")
    page.get_by_text("Why these scores").first.click()
    expect(page.get_by_text("Its owner has no substitute.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="This table as CSV").click()
    assert "Solar pumps that last" in download.value.path().read_text(encoding="utf-8-sig")
    assert ResourceScore.objects.filter(resource__community=where).count() == 1

    # The stranger next door has none of it.
    with signed_in(browser, live, factories.person("Stig Stranger")) as outside:
        assert refused(outside, f"{base}inventory/")
        assert refused(outside, f"{base}gaps/")
        assert refused(outside, f"{base}inventory/csv/")


@pytest.fixture
def shelf(live: Stack) -> Any:
    """A closed community whose library is empty."""
    where = factories.community_with_roles("Story shelf", visibility="closed")
    ensure_library(where)
    return where


def spreadsheet(folder: Path) -> Path:
    """500 rows, of which each 25th lacks its title."""
    lines = ["key,kind,title,summary,state"]
    for number in range(1, 501):
        title = "" if number % 25 == 0 else f"Shelf {number}"
        lines.append(f"S-{number},tool,{title},How it is kept.,published")
    path = folder / "shelf.csv"
    path.write_text("\n".join(lines))
    return path


def test_of_500_rows_the_bad_ones_are_named_and_the_others_are_imported_beside_the_page(
    live: Stack, page: Page, browser: Browser, shelf: Any, stranger: Any, tmp_path: Path
) -> None:
    there = f"{live.url}/cms/curation/inventory/{shelf.slug}"
    arrived = ResourcePage.objects.filter(community=shelf, live=True)
    page.set_default_timeout(60_000)
    sign_in(page, live, factories.holder(shelf, "knowledge_manager"))

    # The trial run names the 20 by their row, and nothing is done until it is said.
    page.goto(f"{there}/import/")
    page.get_by_label("Spreadsheet").set_input_files(spreadsheet(tmp_path))
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("20 rows with faults")).to_be_visible(timeout=60_000)
    faulty = page.locator("tr.curation-fault td:first-child").all_inner_texts()
    assert faulty == [str(number + 1) for number in range(25, 501, 25)]
    assert not arrived.exists()

    # On the second word the page answers at once and says by itself when it is done.
    page.get_by_role("button", name="import the other 480").click()
    expect(page.get_by_role("heading", name="A file is being imported")).to_be_visible()
    expect(page.get_by_text("480 resources are new, 20 rows were left out")).to_be_visible(timeout=180_000)
    assert arrived.count() == 480

    # Who comes back later still reads it, with the rows that were left out.
    page.goto(f"{there}/import/")
    page.get_by_text("Rows that were left out").click()
    expect(page.locator("tr.curation-fault")).to_have_count(20)

    # What goes out comes back as it is.
    with page.expect_download() as download:
        page.get_by_role("link", name="The inventory as CSV").click()
    exported = tmp_path / "exported.csv"
    download.value.save_as(exported)
    page.get_by_label("Spreadsheet").set_input_files(exported)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("Nothing to do: the library says all of this already.")).to_be_visible(
        timeout=60_000
    )

    # The stranger next door has none of it.
    with signed_in(browser, live, stranger) as other:
        for door in ("import/", "progress/", "export.csv", "template.csv"):
            assert refused(other, f"{there}/{door}") or "/cms/" not in other.url
        assert refused(other, f"{live.url}{arrived.first().url}")
