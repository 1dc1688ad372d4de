"""Story (d): a community begins, from a proposal to its third stage, in the browser alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import signed_in

pytestmark = pytest.mark.browser
BASE = "/communities/rain-harvesting/"
TEXTS = {
    "What is the topic?": "Rain harvesting",
    "What is it for, in one sentence?": "Schools that drink the rain of their own roofs.",
    "For whom": "Engineers and teachers",
    "The practice to improve": "Building tanks that children can keep clean",
    "Why now": "Two dry years",
    "What it wants to reach": "A tank at each school",
}


def propose(page: Page, live: Stack, sponsor: Any) -> None:
    page.goto(f"{live.url}/communities/")
    page.get_by_role("link", name="Propose a community").click()
    page.get_by_role("link", name="Propose a community").click()
    for label, words in TEXTS.items():
        page.get_by_label(label, exact=False).first.fill(words)
    for question in (
        "two years",
        "because they want to",
        "Is there a practice",
        "from one another",
        "open beyond",
    ):
        page.get_by_label(question, exact=False).select_option("yes")
    page.get_by_label("Sponsor", exact=False).fill(sponsor.name)
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.get_by_text("Handed in.")).to_be_visible()
    expect(page.get_by_text("this is a community of practice")).to_be_visible()


def approve(page: Page, live: Stack) -> None:
    page.goto(f"{live.url}/my/desk/")
    page.get_by_role("link", name="Read and decide").first.click()
    page.get_by_label("Comment").fill("Schools asked for it.")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", name="Rain harvesting")).to_be_visible()


def join(page: Page, live: Stack, *, agree: bool) -> None:
    page.goto(f"{live.url}{BASE}")
    page.get_by_role("link", name="Join this community").click()
    if agree:
        page.get_by_label("I agree to version 1").check()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("Welcome. You are a member")).to_be_visible()


def give_roles(page: Page, live: Stack, holders: dict[str, Any]) -> None:
    for role, person in holders.items():
        page.goto(f"{live.url}{BASE}people/")
        page.get_by_role("link", name=f"Roles {person.name}").click()
        page.get_by_label("Role", exact=True).select_option(role)
        page.get_by_role("button", name="Give this role").click()
        expect(page.get_by_text("was told by letter")).to_be_visible()


def put_charter(page: Page, live: Stack) -> None:
    page.goto(f"{live.url}{BASE}charter/draft/")
    page.get_by_role("button", name="Short: why we are here").click()
    page.get_by_label("Mission").fill("We are here so that schools drink clean rain.")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Put the draft to the members").click()
    expect(page.get_by_text("Version 1 is put to the members")).to_be_visible()


def write_terms(page: Page, live: Stack) -> None:
    page.goto(f"{live.url}{BASE}terms/draft/")
    expect(page.get_by_label("What are the key needs", exact=False)).to_have_value(
        "Building tanks that children can keep clean\n\nTwo dry years"
    )
    page.get_by_role("button", name="Publish the draft").click()
    expect(page.get_by_role("heading", name="Terms of reference")).to_be_visible()
    page.goto(f"{live.url}{BASE}indicators/new/")
    page.locator("#id_name").fill("Schools with a tank")
    page.locator("#id_definition").fill("Schools of the district with a clean tank")
    page.locator("#id_baseline").fill("3")
    page.locator("#id_target").fill("40")
    page.get_by_role("button", name="Name the indicator").click()
    expect(page.get_by_role("rowheader", name="Schools with a tank")).to_be_visible()


def move(page: Page, live: Stack, stage: str, reason: str) -> None:
    page.goto(f"{live.url}{BASE}stage/")
    page.get_by_label("Move to", exact=True).select_option(stage)
    page.get_by_label("Why", exact=True).fill(reason)
    page.get_by_role("button", name="Move the community").click()


def test_a_community_begins(live: Stack, browser: Browser) -> None:
    author, sponsor = factories.person("Rosa Rain"), factories.person("Simon Sponsor", is_sponsor=True)
    holders = {
        "facilitator": factories.person("Fatou Rain"),
        "expert": factories.person("Emil Rain"),
        "knowledge_manager": factories.person("Kofi Rain"),
    }
    stranger = factories.person("Nobody Near")

    with signed_in(browser, live, author) as page:
        propose(page, live, sponsor)
    with signed_in(browser, live, sponsor) as page:
        approve(page, live)
    with signed_in(browser, live, author) as page:
        move(page, live, "launching", "Too early")
        expect(
            page.get_by_text("Before Planning ends, somebody must hold each of the four roles")
        ).to_be_visible()
        expect(page.get_by_label("Why", exact=True)).to_have_value("Too early")
        put_charter(page, live)
        page.get_by_role("button", name="I agree to version 1").click()
    for person in holders.values():
        with signed_in(browser, live, person) as page:
            join(page, live, agree=True)
    with signed_in(browser, live, author) as page:
        give_roles(page, live, holders)
        write_terms(page, live)
        page.goto(f"{live.url}{BASE}stage/")
        expect(page.get_by_text("All four roles are held.")).to_be_visible()
        move(page, live, "launching", "All four roles are held")
        expect(page.get_by_text("Agreed by 4 of 4 members.")).to_be_visible()
        move(page, live, "activating", "The charter is agreed and goals are named")
        expect(page.get_by_role("heading", name="Activating")).to_be_visible()
        expect(page.get_by_text("The charter is agreed and goals are named")).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        page.goto(f"{live.url}{BASE}stage/")
        expect(page.get_by_role("button", name="Move the community")).to_have_count(0)
        stages = page.get_by_role("list", name="Stages of this community")
        expect(stages.locator("[aria-current=step]")).to_contain_text("Activating")
        page.goto(f"{live.url}{BASE}about/")  # who proposed it leads it
        expect(page.locator("ul.people > li", has_text="Rosa Rain")).to_contain_text("Coordinator")
