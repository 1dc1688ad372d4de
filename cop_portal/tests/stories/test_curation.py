"""A knowledge manager in Wagtail: from the queue to the library, two made one, an inventory brought in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, sign_in, signed_in
from knowledge_base.actions import resources
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.browser


@pytest.fixture
def springs(live: Stack) -> Any:
    """A closed community with two resources that say the same, and one that was handed in."""
    community = factories.community_with_roles("Story wellsprings", visibility="closed")
    member = factories.joined(community, factories.person("Nadia Springs"))
    published(community, title="Guard the spring")
    published(community, title="Fence the spring")
    resources.submit(resource=draft(community, title="Test the water", by=member), by=member)
    return community


def inventory(folder: Path) -> Path:
    """25 rows; each fifth has no title. (Of 500 rows the story of the inventory knows.)"""
    lines = ["key,kind,title,summary,state"]
    for number in range(1, 26):
        title = "" if number % 5 == 0 else f"Spring {number}"
        lines.append(f"S-{number},tool,{title},How it is kept.,published")
    path = folder / "springs.csv"
    path.write_text("\n".join(lines))
    return path


def test_the_queue_a_merge_and_an_inventory_and_nothing_for_the_stranger(
    live: Stack, page: Page, browser: Browser, springs: Any, stranger: Any, tmp_path: Path
) -> None:
    page.set_default_timeout(90_000)
    sign_in(page, live, factories.holder(springs, "knowledge_manager"))
    page.goto(f"{live.url}/cms/")
    page.get_by_role("link", name="Queue").first.click()

    # A first visit says what is done here, in what order, and is put away.
    expect(page.get_by_text("What you do here, in this order")).to_be_visible()
    page.get_by_role("button", name="I know this now").click()
    expect(page.get_by_text("What you do here, in this order")).to_have_count(0)

    # What was handed in is published from the queue.
    row = page.locator("#submissions li", has_text="Test the water")
    row.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Published. Its members are told once.")).to_be_visible()
    assert ResourcePage.objects.get(title="Test the water").live

    # Two become one.
    stays, goes = (ResourcePage.objects.get(title=f"{verb} the spring") for verb in ("Guard", "Fence"))
    page.goto(f"{live.url}/cms/curation/merge/{stays.pk}/{goes.pk}/")
    page.get_by_label("This one stays: Guard the spring").check()
    page.get_by_role("button", name="Merge the two").click()
    expect(page.locator("body")).to_contain_text("leads to “Guard the spring” now")
    page.goto(f"{live.url}{goes.url}")
    assert page.url.endswith(stays.url)

    # An inventory: the trial run names the five bad rows, and nothing is done until it is said.
    page.goto(f"{live.url}/cms/curation/inventory/{springs.slug}/import/")
    page.get_by_label("Spreadsheet").set_input_files(inventory(tmp_path))
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("5 rows with faults")).to_be_visible()
    expect(page.locator("tr.curation-fault")).to_have_count(5)
    expect(page.locator("tr.curation-fault").first).to_contain_text("It lacks its title.")
    assert not ResourcePage.objects.filter(community=springs, title="Spring 1").exists()
    page.get_by_role("button", name="import the other 20").click()
    expect(page.get_by_text("20 resources are new")).to_be_visible(timeout=120_000)
    assert (
        ResourcePage.objects.filter(community=springs, title__startswith="Spring ", live=True).count() == 20
    )

    # Next door nothing of it is there.
    with signed_in(browser, live, stranger) as other:
        assert (
            refused(other, f"{live.url}/cms/curation/inventory/{springs.slug}/export.csv")
            or "/cms/" not in other.url
        )
        assert refused(other, f"{live.url}{stays.url}")
        other.goto(f"{live.url}/search/?q=spring")
        assert "Guard the spring" not in other.inner_text("main")
