"""Stories of what a community agrees on: charter, terms of reference, goals (rows 26, 28, 30)."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from communities.enums import Role
from communities.models import Proposal, Reading
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import refused, signed_in
from discussions.tests.makers import question, said
from metrics.actions import rollups

pytestmark = pytest.mark.browser
DAY = datetime.timedelta(days=1)
NIGHT = "from communities import tasks; tasks.tell_due_steps(); tasks.close_proposals()"


def printed(page: Page) -> str:
    """What the PDF says that the page offers."""
    address = page.get_by_role("link", name="Print (PDF)").get_attribute("href")
    answer = page.request.get(page.url.split("/communities/")[0] + str(address))
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)


def test_a_charter_is_commented_agreed_changed_and_agreed_again(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story charters", visibility="closed")
    member = factories.joined(where, factories.person("Mina Charters"))
    coordinator = factories.holder(where, "coordinator")
    base = f"{live.url}/communities/story-charters/charter/"
    with signed_in(browser, live, coordinator) as page:
        page.goto(f"{base}draft/")
        page.get_by_label("Mission").fill("We share pumps.")
        page.get_by_label("Rules and agreements").fill("Be kind.")
        page.get_by_label("Its text").first.fill("Whoever visits a pump writes it down.")
        page.get_by_role("button", name="Save the draft").click()
        expect(page.get_by_text("Give this section a title, or empty its text.").first).to_be_visible()
        page.get_by_label("Section of your own: title").first.fill("Visits")
        page.get_by_role("button", name="Save the draft").click()
        page.get_by_role("button", name="Show the draft to members").click()
    with signed_in(browser, live, member) as page:
        page.goto(f"{base}comments/")
        page.get_by_label("Your comment").fill("Add that we answer within two days.")
        page.get_by_role("button", name="Post the comment").click()
    with signed_in(browser, live, coordinator) as page:
        page.goto(f"{base}draft/")
        expect(page.get_by_text("Add that we answer within two days.")).to_be_visible()
        page.get_by_role("button", name="Put the draft to the members").click()
    with signed_in(browser, live, member) as page:
        page.goto(base)
        expect(page.get_by_role("heading", name="Visits")).to_be_visible()
        expect(page.get_by_text("Whoever visits a pump writes it down.")).to_be_visible()
        page.get_by_role("button", name="I agree to version 1").click()
        expect(page.get_by_text("You agreed to version 1").first).to_be_visible()
    with signed_in(browser, live, coordinator) as page:
        page.goto(f"{base}draft/")
        page.get_by_label("Rules and agreements").fill("Be kind. Answer within two days.")
        page.get_by_role("button", name="Save the draft").click()
        page.get_by_label("What changed, and why").fill("A member asked for it.")
        page.get_by_role("button", name="Put the draft to the members").click()
        page.goto(f"{base}people/")
        expect(page.get_by_text("Nobody so far.")).to_be_visible()
        page.get_by_role("link", name="Not yet").click()
        expect(page.get_by_role("link", name="Mina Charters")).to_be_visible()
        page.get_by_role("button", name="Remind them by letter").click()
    with signed_in(browser, live, member) as page:
        page.goto(base)
        expect(page.get_by_role("heading", name="Changed since you agreed")).to_be_visible()
        expect(page.locator("ins", has_text="Answer within two days.")).to_be_visible()
        page.get_by_role("button", name="I agree to version 2").click()
        expect(page.get_by_text("You agreed to version 2").first).to_be_visible()
        said = printed(page)
        assert "Answer within two days." in said
        assert "Version 2" in said
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{base}draft/")
        assert refused(page, f"{base}people/")
        assert refused(page, f"{live.url}/communities/story-charters/terms/print.pdf")


def test_two_who_edit_the_charter_at_once_lose_nothing(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story editors")
    draft = f"{live.url}/communities/story-editors/charter/draft/"
    with (
        signed_in(browser, live, factories.holder(where, "coordinator")) as first,
        signed_in(browser, live, factories.holder(where, "facilitator")) as second,
    ):
        for page in (first, second):
            page.goto(draft)
        first.get_by_label("Mission").fill("Written by the first.")
        first.get_by_role("button", name="Save the draft").click()
        second.get_by_label("Mission").fill("Written by the second.")
        second.get_by_role("button", name="Save the draft").click()
        expect(second.get_by_text("saved this draft while you were writing")).to_be_visible()
        expect(second.get_by_text("Written by the first.")).to_be_visible()
        expect(second.get_by_label("Mission")).to_have_value("Written by the second.")


def plans(page: Page, goals: str, *, owner: Any) -> None:
    """A goal with a step that is late already, and an indicator that is put to the members."""
    page.goto(f"{goals}new/")
    page.locator("#id_title").fill("Forty pumps at work")
    page.get_by_role("main").locator("form button.main").click()
    page.get_by_role("link", name="Add a step").click()
    page.locator("#id_what").fill("Ask ten villages")
    page.get_by_label("Who takes it").fill(owner.name)
    due = timezone.localdate() - 2 * DAY
    page.locator("#id_due_date").fill(due.isoformat())
    page.get_by_role("main").locator("form button.main").click()
    step = page.locator("li", has_text="Ask ten villages")
    expect(step).to_contain_text(owner.name)
    expect(step.locator(f"time[datetime^='{due.isoformat()}']")).to_be_visible()
    page.get_by_role("link", name="Name an indicator").click()
    for field, words in (("name", "Pumps at work"), ("definition", "Counted in May"), ("target", "40")):
        page.locator(f"#id_{field}").fill(words)
    page.locator("#id_baseline").fill("4")
    page.get_by_role("button", name="Name the indicator").click()
    page.get_by_role("link", name="Put the indicators to the members").click()
    page.locator("#id_method").select_option("vote")
    page.get_by_role("button", name="Put it to the members").click()


def votes_yes(page: Page, counted: str) -> None:
    page.get_by_role("radio", name="Yes", exact=True).check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text(counted)).to_be_visible()


def test_terms_are_versioned_and_compared_and_a_goal_is_reached_by_steps(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story terms", visibility="closed")
    member = factories.joined(where, factories.person("Mina Terms"))
    base = f"{live.url}/communities/story-terms/"
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        for number, words in ((1, "Pumps that last."), (2, "Pumps and filters that last.")):
            page.goto(f"{base}terms/draft/")
            page.get_by_label("What results does the community want to achieve?").fill(words)
            page.get_by_role("button", name="Save the draft").click()
            if number == 2:
                page.get_by_label("What changed, and why").fill("Filters came up.")
            page.get_by_role("button", name="Publish the draft").click()
        page.get_by_role("link", name="Compare 1 with 2").or_(
            page.locator("a[href*='compare']")
        ).first.click()
        expect(page.locator("ins").first).to_contain_text("filters")
        page.goto(f"{base}terms/")
        assert "Pumps and filters that last." in printed(page)
        page.emulate_media(media="print")
        expect(page.get_by_text("Pumps and filters that last.")).to_be_visible()
        expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
        page.emulate_media(media="screen")
        plans(page, f"{base}goals/", owner=member)
        votes_yes(page, "1 member took part.")
    with signed_in(browser, live, member) as page:
        page.goto(f"{base}terms/")
        named = page.get_by_role("listitem").filter(has_text="Pumps at work")
        expect(named).to_contain_text("Baseline: 4")
        page.get_by_role("link", name="With baseline, target and present value").click()
        page.get_by_role("link", name="With the members until").click()
        expect(page.get_by_text("Baseline: 4")).to_be_visible()  # what one agrees to stands in words
        votes_yes(page, "2 members took part.")

        Proposal.objects.filter(community=where).update(
            opened_at=timezone.now() - 8 * DAY, closes_at=timezone.now() - DAY
        )
        night = live.manage("shell", "-c", NIGHT)
        assert night.returncode == 0, night.stderr
        live.wait_for_mail(member.email, "Your step is late: Ask ten villages")
        agreed = page.get_by_role("link", name="Agreed by the members on")

        def settled() -> bool:
            page.goto(f"{base}goals/")
            return agreed.count() == 1

        wait_for(settled, 30, "the indicator is not marked as agreed")
        expect(page.locator("tr", has=agreed)).to_contain_text("Pumps at work")
        page.get_by_role("button", name="Done", exact=False).first.click()
        expect(page.get_by_text("1 of 1 step")).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{base}terms/")
        assert refused(page, f"{base}goals/")


def test_a_charter_from_a_template_and_a_minor_change_that_asks_nobody_again(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story slips", visibility="closed")
    member = factories.joined(where, factories.person("Mina Slips"))
    base = f"{live.url}/communities/story-slips/charter/"
    with (
        signed_in(browser, live, factories.holder(where, "coordinator")) as page,
        signed_in(browser, live, member) as other,
    ):
        page.goto(f"{base}draft/")
        page.get_by_role("button", name="Short: why we are here").click()
        rules = page.get_by_label("Rules and agreements").input_value()
        assert "We name whose idea it was." in rules
        page.get_by_label("Mission").fill("We are here so that slips dry.")
        page.get_by_role("button", name="Save the draft").click()
        page.get_by_role("button", name="Put the draft to the members").click()
        other.goto(base)
        other.get_by_role("button", name="I agree to version 1").click()
        expect(other.get_by_text("You agreed to version 1").first).to_be_visible()

        page.goto(f"{base}draft/")
        page.get_by_label("Rules and agreements").fill(rules.replace("idea", "thought"))
        page.get_by_role("button", name="Save the draft").click()
        page.get_by_label("What changed, and why").fill("A better word.")
        page.get_by_label("A minor change: nobody is asked again").check()
        page.get_by_role("button", name="Put the draft to the members").click()
        expect(page.get_by_text("Version 2 is put to the members")).to_be_visible()
        expect(page.locator("section[aria-labelledby=versions]")).to_contain_text("A better word.")
        other.goto(base)
        expect(other.get_by_text("We name whose thought it was.")).to_be_visible()
        expect(other.get_by_text("What changed since is minor; your agreement counts.")).to_be_visible()
        assert other.get_by_role("button", name="I agree to").count() == 0
        page.goto(f"{base}people/?not=1")
        assert "Mina Slips" not in page.inner_text("main")
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{base}draft/")
        assert refused(page, f"{base}people/")


def test_an_indicator_takes_its_reading_from_what_the_portal_measures(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story gauges", visibility="closed")
    people = [factories.holder(where, role) for role in Role]
    people.append(factories.joined(where, factories.person("Mina Gauges")))
    talk = question(where, people[0], title="Which gauge lasts?")
    for who in people:
        said(talk, who, "The one of brass lasts.")
    rollups.fill(through=timezone.localdate(), communities=[where.pk])
    base = f"{live.url}/communities/story-gauges/goals/"
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(base)
        page.get_by_role("link", name="Name an indicator").click()
        page.locator("#id_name").fill("Members who contribute")
        page.locator("#id_definition").fill("Of all members, in four weeks")
        page.get_by_label("Measured by the portal").select_option(label="Contributors")
        page.locator("#id_target").fill("100")
        page.get_by_role("button", name="Name the indicator").click()
        row = page.locator("section[aria-labelledby=indicators] tbody tr")
        row.locator("summary").click()
        readings = row.locator("details li")
        expect(readings).to_contain_text(["100 Baseline"])  # measured too, nobody entered it
        Reading.objects.filter(indicator__community=where).update(
            day=timezone.localdate() - datetime.timedelta(days=30)
        )
        row.get_by_role("button", name="Take today’s figure").click()
        row.locator("summary").click()
        expect(readings).to_have_count(2)
        expect(readings.filter(has_text="100 Measured by the portal")).to_be_visible()
    with signed_in(browser, live, people[-1]) as page:
        page.goto(base)
        expect(page.get_by_role("rowheader", name="Members who contribute")).to_be_visible()
        assert page.get_by_role("button", name="Take today’s figure").count() == 0
    with signed_in(browser, live, stranger) as page:
        assert refused(page, base)
