"""Story of a proposed community that comes back and is approved by its sponsor (row 18)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, sign_in, signed_in

pytestmark = pytest.mark.browser
COMMENT = "Say which gardeners: those of schools have one already."
TEXTS = {
    "What is it for, in one sentence?": "Grafting that holds",
    "For whom": "Gardeners",
    "The practice to improve": "Grafting old trees",
    "Why now": "The trees are old",
    "What it wants to reach": "Ten new kinds",
}


def writes_and_hands_in(page: Page, live: Stack, sponsor: Any) -> str:
    """Without JavaScript: what is like it comes as a step, with the saved draft. The case's address."""
    page.goto(f"{live.url}/cases/new/")
    page.get_by_label("What is the topic?").fill("Story orchrd keeping")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("#similar").get_by_role("link", name="Story orchard keepers")).to_be_visible()
    page.get_by_label("What is the topic?").fill("Story grafting")
    for label, words in TEXTS.items():
        page.get_by_label(label, exact=False).first.fill(words)
    for question in page.locator("section[aria-labelledby=questions] select").all():
        question.select_option("yes")
    page.get_by_label("Sponsor", exact=False).fill(sponsor.name)
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.get_by_text("Handed in.")).to_be_visible()
    return page.url


def test_a_case_comes_back_with_a_comment_and_is_approved_by_its_sponsor(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    factories.community("Story orchard keepers")
    author, sponsor = factories.person("Olga Grafts"), factories.person("Simon Grafts", is_sponsor=True)
    another = factories.person("Sonia Elsewhere", is_sponsor=True)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live, author)
    case = writes_and_hands_in(page, live, sponsor)
    context.close()
    for who in (stranger, another):  # a sponsor decides about the cases that name them
        with signed_in(browser, live, who) as page:
            assert refused(page, case)

    told = live.wait_for_mail(sponsor.email, "Olga Grafts proposes a community: Story grafting")
    letter = str(told.get_body(preferencelist=("plain",)).get_content())
    assert "Grafting that holds" in letter
    assert case.removeprefix(live.url) in letter
    with signed_in(browser, live, sponsor) as page:
        page.goto(case)
        page.get_by_label("Comment").fill(COMMENT)
        page.get_by_role("button", name="Return with the comment").click()
        expect(page.get_by_text("Returned. The author gets your comment by letter.")).to_be_visible()
        mail = live.wait_for_mail(author.email, "came back with a comment")
        assert COMMENT in str(mail.get_body(preferencelist=("plain",)).get_content())
        with signed_in(browser, live, author) as other:
            other.goto(case)
            other.get_by_role("link", name="Go on writing").click()
            expect(other.get_by_text("Simon Grafts returned it:")).to_be_visible()
            expect(other.get_by_text(COMMENT)).to_be_visible()
            other.get_by_label("For whom").fill("Gardeners of villages")
            other.get_by_role("button", name="Save and hand in").click()
            expect(other.get_by_text("Handed in.")).to_be_visible()
        page.goto(f"{live.url}/my/desk/")
        page.get_by_role("link", name="Read and decide").first.click()
        expect(page.get_by_text("Gardeners of villages")).to_be_visible()
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("heading", name="Story grafting")).to_be_visible()
        expect(page.get_by_text("For Gardeners of villages")).to_be_visible()
    live.wait_for_mail(author.email, "Story grafting")
