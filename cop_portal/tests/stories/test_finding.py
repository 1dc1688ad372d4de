"""A story of finding: what is written is found within seconds by whom it is for, and by nobody else (row 58)."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import signed_in
from discussions.tests.makers import question
from knowledge_base.models import FailedSearch

pytestmark = pytest.mark.browser
SECONDS = 5


def test_what_is_written_is_found_within_seconds_and_by_nobody_else(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story sought", visibility="closed")
    member = factories.joined(where, factories.person("Sela Seeker"))
    talk = question(where, factories.holder(where, "facilitator"), title="Which tank holds?")
    found = f"{live.url}/search/?q=zirconia"

    with signed_in(browser, live, member) as page:
        page.goto(f"{live.url}{talk.get_absolute_url()}contribute/")
        page.get_by_label("Your contribution").fill("Ours is of zirconia cement.")
        page.locator("#id_files").set_input_files(
            {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"The rim is of yttria rings."}
        )
        page.get_by_role("button", name="Contribute").click()
        expect(page.locator("#c1")).to_contain_text("zirconia cement")
        written = time.monotonic()
        page.goto(found)
        expect(page.locator("#found mark", has_text="zirconia")).to_be_visible()
        assert time.monotonic() - written < SECONDS

        def file_is_found() -> bool:
            page.goto(f"{live.url}/search/?q=yttria")
            return "plan.txt" in page.locator("#found").inner_text()

        wait_for(file_is_found, 30, "the words of the file are not found")
        # While it is typed: no page is loaded, and no failed search is noted.
        page.goto(f"{live.url}/search/")
        page.get_by_label("What do you look for?").press_sequentially("zirconi")
        expect(page.locator("#found mark").first).to_be_visible()
        # An error in typing, and what was meant.
        page.goto(f"{live.url}/search/?q=tnak+holds")
        page.get_by_role("link", name="tank holds", exact=True).click()
        expect(page.get_by_role("link", name="Which tank holds?")).to_be_visible()
        # Nothing at all: the page says where to ask.
        page.goto(f"{live.url}/search/?q=unobtainium+lid")
        page.get_by_role("link", name="Ask it as a question").click()
        expect(page.get_by_label("Title")).to_have_value("unobtainium lid")
    assert FailedSearch.objects.filter(folded_words="unobtainium lid").count() == 1
    with signed_in(browser, live, stranger) as page:
        page.goto(found)
        expect(page.get_by_text("Nothing matches these words")).to_be_visible()
        page.goto(f"{live.url}/search/?q=yttria&community=story-sought")
        expect(page.get_by_text("Nothing matches these words")).to_be_visible()
    context = browser.new_context(java_script_enabled=False)
    visitor = context.new_page()
    visitor.goto(f"{live.url}/search/")
    visitor.get_by_label("What do you look for?").fill("zirconia")
    visitor.get_by_role("search", name="Search in everything").get_by_role("button", name="Search").click()
    expect(visitor.get_by_text("Nothing matches these words")).to_be_visible()
    context.close()
