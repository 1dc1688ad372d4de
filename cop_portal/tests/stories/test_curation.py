"""A knowledge manager in Wagtail: from the queue to the library, two made one, an inventory brought in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, sign_in, signed_in
from knowledge_base.actions import resources
from knowledge_base.models import Gap, NearPair, ResourcePage
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.browser


@pytest.fixture
def springs(live: Stack) -> Any:
    """A closed community with two resources that say the same, and one that was handed in."""
    community = factories.community_with_roles("Story wellsprings", visibility="closed")
    member = factories.joined(community, factories.person("Nadia Springs"))
    first, second = (published(community, title=f"{verb} the spring") for verb in ("Guard", "Fence"))
    NearPair.objects.create(first=first, second=second, likeness=0.8)
    over = published(community, title="Dig by hand")
    ResourcePage.objects.filter(pk=over.pk).update(next_review_on=timezone.localdate())
    text = "Springs in sand"
    Gap.objects.create(community=community, source="search", text=text, folded_text=text.lower(), asked=3)
    resources.submit(resource=draft(community, title="Test the water", by=member), by=member)
    return community


def goes_through_the_queue(page: Page, live: Stack, keeper: Any) -> None:
    """What is due is retired, what nobody owned gets an owner, what is missing is there to be seen."""
    row = page.locator("#reviews li", has_text="Dig by hand")
    row.get_by_label("Why it is retired").fill("Nobody digs any more.")
    row.get_by_role("button", name="Retire", exact=True).click()
    expect(page.get_by_text("Retired. It stays readable at its address")).to_be_visible()
    row = page.locator("#unowned li", has_text="Guard the spring")
    row.get_by_label("Who answers for it").select_option(label=keeper.name)
    row.get_by_role("button", name="Name the owner").click()
    expect(page.get_by_text(f"{keeper.name} answers for it now.")).to_be_visible()
    expect(page.locator("#gaps li", has_text="Springs in sand")).to_be_visible()
    page.locator("#retired").get_by_role("link", name="Dig by hand").click()
    expect(page.get_by_text("Nobody digs any more.").first).to_be_visible()


def puts_a_topic_on(page: Page, live: Stack, resource: ResourcePage) -> None:
    """In the list of pages, for all that are ticked at once."""
    page.goto(f"{live.url}/cms/pages/{resource.get_parent().pk}/")
    page.locator(f"[data-bulk-action-checkbox][data-object-id='{resource.pk}']").check()
    page.get_by_role("link", name="Put topics on the selected resources").click()
    page.locator(".tagit-new input").first.fill("fences")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Set the topics").click()
    page.goto(live.url + resource.url)
    expect(page.locator("section[aria-labelledby=tp]")).to_contain_text("fences")


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
    keeper = factories.holder(springs, "knowledge_manager")
    sign_in(page, live, keeper)
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
    stays, goes = (ResourcePage.objects.get(title=f"{verb} the spring") for verb in ("Guard", "Fence"))
    goes_through_the_queue(page, live, keeper)
    puts_a_topic_on(page, live, stays)

    # Two become one.
    page.goto(f"{live.url}/cms/curation/")
    page.locator(f"#duplicates a[href='/cms/curation/merge/{stays.pk}/{goes.pk}/']").click()
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
    expect(page.get_by_text("Nothing was changed yet.")).to_be_visible()
    expect(page.locator("tr.curation-fault")).to_have_count(5)
    expect(page.locator("tr.curation-fault").first).to_contain_text("It lacks its title.")
    page.get_by_role("button", name="import the other 20").click()
    expect(page.get_by_text("20 resources are new")).to_be_visible(timeout=120_000)
    page.goto(f"{live.url}/communities/{springs.slug}/library/")  # and all of it is where members look
    kept = page.locator("section[aria-labelledby=all] ul.rows > li")
    expect(kept.filter(has_text="How it is kept.")).to_have_count(20)
    page.locator("nav.pages a").click()
    for title in ("Test the water", "Guard the spring"):
        expect(kept.filter(has_text=title)).to_be_visible()
    expect(kept).to_have_count(2)  # neither what was merged nor what is retired

    # Next door nothing of it is there.
    with signed_in(browser, live, stranger) as other:
        assert (
            refused(other, f"{live.url}/cms/curation/inventory/{springs.slug}/export.csv")
            or "/cms/" not in other.url
        )
        assert refused(other, f"{live.url}{stays.url}")
        other.goto(f"{live.url}/search/?q=spring")
        assert "Guard the spring" not in other.inner_text("main")
