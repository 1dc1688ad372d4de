"""A story: what nobody finds becomes a gap, a member fills it, and readers see whether it helps."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, sign_in, signed_in
from knowledge_base.actions import gathering, scores, searches
from knowledge_base.models import Gap, ResourceScore
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
