"""Story: a facilitator convenes from a template and asks people; they answer by web and by mail; it closes."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import answer, deliver, refused, signed_in
from discussions.models import Contribution, Discussion

pytestmark = pytest.mark.browser
TITLE = "What can we learn from the silent wells?"
HOURLY = "from discussions.tasks import move_phases; move_phases()"
ASKED = "You are asked to contribute"
WANTED = "Your contribution is still wanted"


def convene(page: Page, live: Stack, wells: Any, *, expert: Any, others: list[Any]) -> Discussion:
    """From the template, with its gaps filled; then the people, one of them as an expert."""
    page.goto(f"{live.url}/communities/{wells.slug}/discussions/convene/")
    page.get_by_role("link", name="Look back at what failed").click()
    page.get_by_role("button", name="Keep the brief").click()
    expect(page.get_by_text("The template left a gap").first).to_be_visible()
    page.get_by_label("The question").fill(TITLE)
    page.get_by_label("Why we ask").fill("Nine wells fell **silent** in a year.")
    page.get_by_label("Opens").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Keep the brief").click()
    expect(page.get_by_role("heading", name="Who is asked")).to_be_visible()
    page.get_by_label("Name").fill(expert.name)
    page.get_by_role("button", name="Search").last.click()
    page.get_by_label(f"as an expert: {expert.name}").check()
    page.get_by_role("button", name="Ask those who are ticked").click()
    expect(page.get_by_text("1 person is asked, and told when it opens.")).to_be_visible()
    page.goto(page.url.split("?", maxsplit=1)[0])
    for one in others:
        page.get_by_label(f"Ask {one.name}").check()
    page.get_by_role("button", name="Ask those who are ticked").click()
    expect(page.get_by_role("heading", name="3 people are asked")).to_be_visible()
    return Discussion.objects.select_related("community").get(community=wells)


def move_dates_and_end(leads: Page, visits: Page, url: str) -> None:
    """More time with a reason, then the end; a guest reads along."""
    leads.goto(f"{url}dates/")
    later = timezone.localdate() + datetime.timedelta(days=20)
    leads.get_by_label("Contributions until").fill(later.isoformat())
    leads.get_by_label("Why").fill("The logs need a week.")
    for label in ("Synthesis by", "Sent on by"):
        leads.get_by_label(label).fill((later + datetime.timedelta(days=7)).isoformat())
    leads.get_by_role("button", name="Change the dates").click()
    visits.goto(url)
    expect(visits.get_by_text("The dates were changed: The logs need a week.")).to_be_visible()
    leads.get_by_role("button", name="End the contributions").click()
    visits.goto(url)
    expect(visits.locator(".duty")).to_contain_text("Synthesis due on")
    expect(visits.get_by_label("Your contribution")).to_have_count(0)


def subjects(live: Stack, person: Any, words: str) -> int:
    """How many letters to a person begin with these words."""
    found = [mail for mail in live.mails() if str(mail["X-Envelope-To"]) == person.email]
    return sum(words in body(mail) for mail in found)


def body(mail: Any) -> str:
    part = mail.get_body(("plain",))
    return " ".join(part.get_content().split()) if part else ""


def test_four_people_from_the_brief_to_the_end_of_the_contributions(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    wells = factories.community_with_roles("Story silent wells", visibility="closed")
    facilitator = factories.holder(wells, "facilitator")
    expert = factories.joined(wells, factories.person("Elif Geologist"))
    member = factories.joined(wells, factories.person("Moses Driller"))
    guest = factories.joined(wells, factories.person("Gro Ministry", is_guest=True, organisation="Ministry"))
    with (
        signed_in(browser, live, facilitator) as leads,
        signed_in(browser, live, member) as speaks,
        signed_in(browser, live, guest) as visits,
        signed_in(browser, live, stranger) as outside,
    ):
        talk = convene(leads, live, wells, expert=expert, others=[member, guest])
        url = live.url + talk.get_absolute_url()
        assert all(refused(page, url) for page in (speaks, visits, outside))

        # It opens on its day; who is asked gets a letter of their own, and answers it.
        assert live.manage("shell", "-c", HOURLY).returncode == 0
        letter = live.wait_for_mail(expert.email, TITLE)
        assert ASKED in body(letter)
        deliver(live, answer(letter, expert.email, "The casing rusts where the water is sour."))
        wait_for(lambda: Contribution.objects.filter(discussion=talk, author=expert).first(), 20, "no mail")
        speaks.goto(url)
        speaks.get_by_label("Your contribution").fill("Two of mine had sand in the pump.")
        speaks.get_by_role("button", name="Contribute").click()
        expect(speaks.locator("#c2")).to_contain_text("sand in the pump")
        expect(speaks.locator("#c1")).to_contain_text("Expert")
        expect(speaks.get_by_role("link", name=guest.name)).to_be_visible()
        expect(speaks.get_by_text("not yet")).to_have_count(0)
        assert Contribution.objects.get(discussion=talk, author=expert).channel == "email"

        # The facilitator sees who is silent, and reminds with one click; a second one tells why not.
        wait_for(lambda: talk.invited.filter(has_spoken=True).count() == 2, 20, "who spoke is not counted")
        leads.goto(url)
        expect(leads.get_by_text("not yet", exact=True)).to_have_count(1)
        expect(leads.locator(".duty")).to_contain_text(f"Responsible: {facilitator.name}")
        leads.get_by_role("button", name="Remind the one who has not spoken").click()
        expect(leads.get_by_text("1 person is reminded.")).to_be_visible()
        leads.get_by_role("button", name="Remind the one who has not spoken").click()
        expect(leads.get_by_text("Nobody to remind")).to_be_visible()
        wait_for(lambda: subjects(live, guest, WANTED) == 1, 30, "no reminder")
        reminder = [mail for mail in live.mails() if str(mail["X-Envelope-To"]) == guest.email][-1]
        deliver(live, answer(reminder, guest.email, "The ministry has logs of all nine."))
        wait_for(lambda: Contribution.objects.filter(discussion=talk, author=guest).first(), 20, "no answer")
        assert subjects(live, expert, WANTED) == subjects(live, member, WANTED) == 0

        move_dates_and_end(leads, visits, url)

        # The stranger sees nothing of it: no page, no search, no letter.
        assert all(refused(outside, url + page) for page in ("", "asked/", "dates/", "turn/"))
        outside.goto(f"{live.url}/search/?q=silent")
        assert TITLE not in outside.content()
        assert not [mail for mail in live.mails() if str(mail["X-Envelope-To"]) == stranger.email]
