"""Story (b): from a synthesis to a resource to a letter, through Wagtail, the worker and the mail server."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from cop_portal.newsletters.models import Issue
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import sign_in
from discussions.actions import briefs, contributions, phases
from knowledge_base.models import ResourcePage

pytestmark = pytest.mark.browser
TITLE = "How do we keep hand pumps running?"


@pytest.fixture
def talk(live: Stack) -> Any:
    """A facilitated discussion in its last days, with four contributions."""
    pumps = factories.community_with_roles("Story pumps", visibility="closed")
    facilitator = factories.holder(pumps, "facilitator")
    today = timezone.localdate()
    found = briefs.convene(
        community=pumps, by=facilitator, title=TITLE, body="Bring one case.", questions=["What did you do?"],
        opens_on=today, closes_on=today + datetime.timedelta(days=7),
        synthesis_on=today + datetime.timedelta(days=9), share_on=today + datetime.timedelta(days=12),
    )  # fmt: skip
    phases.open_discussion(discussion=found, by=facilitator)
    found.refresh_from_db()
    for name, said, wants in (
        ("Ruth Story", "We train two women in each village.", True),
        ("Juan Story", "Spare parts lie in the market.", True),
        ("Lina Story", "Painting them blue changed nothing.", False),
    ):
        member = factories.joined(pumps, factories.person(name), wants_newsletter=wants)
        contributions.add(discussion=found, by=member, body=said)
    return found


def conclude(page: Page, live: Stack, talk: Any) -> None:
    sign_in(page, live, factories.holder(talk.community, "facilitator"))
    page.goto(f"{live.url}{talk.get_absolute_url()}synthesis/")
    page.get_by_label("In short").fill("People and parts, not paint [1].")
    for theme, words in (("People", "Two women in each village [1]."), ("Parts", "The market [2].")):
        page.get_by_role("textbox", name="A new theme (optional)").fill(theme)
        page.get_by_role("button", name="Add the theme").click()
        page.get_by_role("group", name=theme).get_by_label("Text").fill(words)
    page.get_by_role("button", name="Publish the synthesis").click()
    expect(page.get_by_text("Two women in each village").first).to_be_visible()


def edit_and_publish(page: Page, live: Stack, talk: Any) -> ResourcePage:
    """The knowledge manager finds the draft on the first page of the editor, edits it and approves it."""
    draft = wait_for(
        lambda: ResourcePage.objects.filter(title=TITLE).first(), 30, "no draft from the synthesis"
    )
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, live, factories.holder(talk.community, "knowledge_manager"))
    page.goto(f"{live.url}/cms/")
    page.locator(".waiting-panel").get_by_role("link", name=TITLE).click()
    expect(page.locator("input[id^=id_credits-][id$=-name][value='Ruth Story']")).to_have_count(1)
    page.locator("#id_summary").fill("Train two, and keep the parts in the market.")
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.locator("body")).to_contain_text("has been updated")
    page.goto(f"{live.url}/cms/pages/{draft.pk}/edit/")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Approve and Publish").click()
    live_page = wait_for(
        lambda: ResourcePage.objects.filter(pk=draft.pk, live=True).first(), 10, "not published"
    )
    assert errors == []
    return live_page


def test_a_synthesis_becomes_a_resource_and_reaches_each_reader_once(
    live: Stack, page: Page, browser: Browser, talk: Any
) -> None:
    pumps = talk.community
    conclude(page, live, talk)

    # The knowledge manager finds the draft in Wagtail, with credits, and publishes it.
    resource = edit_and_publish(browser.new_page(), live, talk)

    # It shows in the library with its trust sign.
    page.goto(f"{live.url}/communities/{pumps.slug}/library/")
    row = page.locator("li", has_text=TITLE)
    expect(row).to_contain_text("Train two, and keep the parts in the market.")
    expect(row.locator(".trust")).to_contain_text("Confirmed by")

    # It stands in the newsletter's draft, which the facilitator sends.
    page.goto(f"{live.url}/communities/{pumps.slug}/newsletter/")
    page.get_by_role("button", name="Begin it now").click()
    expect(page.get_by_text(resource.title).first).to_be_visible()
    page.get_by_label("Opening words").fill("A good week for pumps.")
    page.get_by_role("button", name="Save and go to sending").click()
    page.get_by_role("button", name="Send it to 2 members").click()
    expect(page.get_by_text("It is on its way to 2 members.")).to_be_visible()

    # One mail for each who wants it, none for the others.
    def arrived() -> Counter[str]:
        found = [mail for mail in live.mails() if "A good week for pumps." in body(mail)]
        return Counter(str(mail["X-Envelope-To"]) for mail in found)

    wait_for(lambda: len(arrived()) == 2, 40, "the newsletter did not arrive")
    readers = pumps.memberships.filter(wants_newsletter=True).values_list("user__email", flat=True)
    assert arrived() == dict.fromkeys(readers, 1)
    assert Issue.objects.get(community=pumps).sent_at is not None


def body(mail: Any) -> str:
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""
