"""A question is solved, somebody keeps it, and an issue brings it to the members, with a PDF."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import ring, signed_in, wait_for_notice
from knowledge_base.models import PublicationPage
from knowledge_base.tests.makers import published, solved

pytestmark = [pytest.mark.browser]


def test_an_answer_is_kept_and_an_issue_reaches_the_members(live: Stack, browser: Browser) -> None:
    where = factories.community_with_roles("Printed matter")
    people = factories.people_of(where)
    _keep(live, browser, where, people)
    told: dict[str, Any] = {"kind": "story", "activity": "We mixed it ourselves.", "consent": True}
    published(where, title="Ink that dries", sharing="organisation", **told)

    with signed_in(browser, live, people.coordinator) as page:
        page.goto(f"{live.url}/communities/{where.slug}/publications/")
        page.get_by_role("link", name="Begin an issue").click()
        page.get_by_label("Title").fill("Printed today")
        page.get_by_label("In a sentence or two").fill("What we learned about ink.")
        page.get_by_role("button", name="Begin").click()
        page.get_by_label("A section").fill("From the press")
        page.get_by_role("button", name="Add the section").click()
        page.get_by_role("button", name="Put in “Ink that dries”").click()
        expect(page.locator("ol.rows")).to_contain_text("Ink that dries")
        page.get_by_role("button", name="Hand it in for approval").click()
        expect(page.get_by_text("A second person reads it")).to_be_visible()

    with signed_in(browser, live, people.expert) as page:
        page.goto(f"{live.url}/my/desk/")
        page.get_by_role("link", name="Read it").first.click()
        page.get_by_role("link", name="Look at it").click()
        expect(page.get_by_text("We mixed it ourselves.")).to_be_visible()
        page.get_by_role("link", name="Back to the issue").click()
        page.get_by_role("button", name="Approve and send it").click()
        expect(page.get_by_role("heading", name="Printed today")).to_be_visible()

    _read(live, browser, people)


def _keep(live: Stack, browser: Browser, where: Any, people: Any) -> None:
    """The expert's answer is accepted; the knowledge manager finds the offer and begins the draft."""
    solved(where, people)
    ring(live)
    with signed_in(browser, live, people.knowledge_manager) as page:
        wait_for_notice(page, live, "To keep for others")
        page.goto(f"{live.url}/my/desk/")
        page.get_by_role("link", name="Look at the draft").first.click()
        page.get_by_role("button", name="Begin the draft").click()
        page.wait_for_url("**/cms/pages/**")
        expect(page.locator("#id_title")).to_have_value("How do pumps last?")


def _read(live: Stack, browser: Browser, people: Any) -> None:
    """A member is told, reads it, and takes the PDF that the worker made."""
    with signed_in(browser, live, people.member) as page:
        wait_for_notice(page, live, "The new issue is here")
        page.get_by_role("link", name="The new issue is here").first.click()
        expect(page.get_by_text("From the press").first).to_be_visible()
        address = page.get_by_role("link", name="As PDF").get_attribute("href")

        def made() -> bool:
            return page.request.get(live.url + str(address)).headers["content-type"] == "application/pdf"

        wait_for(made, 40, "no PDF of the issue")
    assert PublicationPage.objects.get(title="Printed today").download_count >= 1
