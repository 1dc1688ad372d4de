"""Stories of belonging: joining, leaving, finding one another, proposing a community (rows 4, 5, 6, 18)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from communities.actions import proposals
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.keyboard import Keys
from cop_portal.tests.stories.steps import charter_of, refused, signed_in

pytestmark = pytest.mark.browser


def joins_by_the_keyboard_alone(page: Page, live: Stack, person: Any, home: str) -> None:
    """Signs in, joins and agrees to the charter, names a need, and votes; the focus is seen at each stop."""
    keys = Keys(page)
    keys.sign_in(live, person)
    page.goto(home)
    keys.press("Tab")
    keys.follow("Skip to content")
    keys.follow("Join this community")
    keys.to(page.get_by_label("What do you seek?"))
    keys.type("Filters for salt water")
    keys.to(page.get_by_label("What do you bring?"), key="Shift+Tab")
    keys.type("Solar pumps in two countries")
    agrees = page.get_by_label("I agree to version 1 of the charter")
    keys.to(agrees)
    keys.press("Space")
    expect(agrees).to_be_checked()
    keys.to(page.get_by_role("button", name="Join", exact=True))
    keys.press("Enter")
    expect(page.get_by_text("You are a member of Story doors and agreed to its charter.")).to_be_visible()

    tabs = page.get_by_role("navigation", name="Story doors")
    keys.follow("Needs", within=tabs)
    keys.write("I want to learn, or do better:", "How salt gets into wells")
    keys.press("Enter")
    expect(page.locator("li p.title", has_text="How salt gets into wells")).to_be_visible()

    keys.follow("About", within=tabs)
    keys.follow("Charter")
    expect(page.get_by_text("You agreed", exact=False).first).to_be_visible()
    keys.follow("Proposals")
    keys.follow("Meet in May")
    keys.to(page.get_by_role("radio", name="Yes", exact=True))
    keys.press("Space")
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="No", exact=True)).to_be_checked()
    keys.press("ArrowUp")
    expect(page.get_by_role("radio", name="Yes", exact=True)).to_be_checked()
    keys.to(page.get_by_role("button", name="Send the answer"))
    keys.press("Space")
    expect(page.get_by_text("1 member took part.")).to_be_visible()
    page.context.close()


def test_one_joins_in_two_clicks_is_found_by_what_one_brings_and_leaves_in_two(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story doors")
    charter_of(where)
    leads = factories.holder(where, "coordinator")
    proposals.propose(
        community=where, by=leads, title="Meet in May", text="Roads are dry.", about="activity", method="vote", days=7
    )  # fmt: skip
    person = factories.person("Zoë Çelik", email="zoe.celik@example.org")
    home = f"{live.url}/communities/story-doors/"
    joins_by_the_keyboard_alone(browser.new_context().new_page(), live, person, home)
    with signed_in(browser, live, factories.holder(where, "facilitator")) as page:
        for words in ("zoe celik", "Çel", "celik"):
            page.goto(f"{live.url}/people/?q={words}")
            expect(page.locator("main .rows a.title, main .people a.title").first).to_have_text("Zoë Çelik")
        find = page.get_by_role("search", name="Search in people")
        page.goto(f"{live.url}/people/")
        for label, words in (("Brings", "solar pumps"), ("Seeks", "salt water")):
            find.locator("summary").click()
            find.get_by_label(label, exact=True).fill(words)
            find.get_by_role("button", name="Search").click()
            expect(page.locator("main .rows a.title")).to_have_text(["Zoë Çelik"])
            find.get_by_role("link", name="Without filters").click()
        page.goto(f"{home}me/")
        page.locator("#id_seeks").fill("Somebody who runs solar pumps")
        page.get_by_role("main").locator("form button.main").click()
        expect(page.get_by_text("Saved. The members see it beside your name.")).to_be_visible()
        page.goto(f"{home}people/")
        meet = page.locator("section[aria-labelledby=meet]")  # she is suggested to who seeks what she brings
        expect(meet.get_by_role("link", name="Zoë Çelik")).to_be_visible()
        expect(meet.get_by_text("Brings: Solar pumps in two countries")).to_be_visible()
        page.goto(f"{live.url}{person.get_absolute_url()}")
        expect(page.get_by_text("Brings: Solar pumps in two countries")).to_be_visible()
        expect(page.get_by_text("Seeks: Filters for salt water")).to_be_visible()
    with signed_in(browser, live, person) as page:
        page.goto(home)  # two clicks from the community's own page
        page.get_by_role("link", name="Leave this community").click()
        page.get_by_role("main").get_by_role("button", name="Leave").click()
        page.goto(home)
        expect(page.get_by_role("link", name="Join this community")).to_be_visible()
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{home}about/")
        page.get_by_role("link", name="How to join").click()
        page.get_by_label("On request").check()
        page.get_by_role("button", name="How to join").click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    with signed_in(browser, live, person) as page:
        page.goto(home)
        expect(page.get_by_role("link", name="Ask to join")).to_be_visible()
    outside = factories.person("Gus Doors", is_guest=True)
    with signed_in(browser, live, outside) as page:
        assert refused(page, home)
        page.goto(f"{live.url}/people/?q=celik")
        assert "Zoë" not in page.content()


def test_a_task_team_is_told_what_fits_better_and_similar_communities_appear(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    factories.community("Rain harvest of schools")
    with signed_in(browser, live, factories.person("Pia Proposes")) as page:
        page.goto(f"{live.url}/cases/new/")
        page.get_by_label("What is the topic?").press_sequentially("Rain harvst", delay=20)
        expect(page.locator("#similar").get_by_role("link", name="Rain harvest of schools")).to_be_visible()
        for question in (
            "two years",
            "because they want to",
            "Is there a practice",
            "from one another",
            "open beyond",
        ):
            page.get_by_label(question, exact=False).select_option("no")
        page.get_by_role("button", name="Save the draft").click()
        expect(page.get_by_text("task team", exact=False).first).to_be_visible()
        case = page.url
        page.reload()
        expect(page.get_by_label("What is the topic?")).to_have_value("Rain harvst")
    with signed_in(browser, live, stranger) as page:
        assert refused(page, case)
