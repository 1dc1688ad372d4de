"""Stories of belonging: joining, leaving, finding one another, proposing a community (rows 4, 5, 6, 18)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in

pytestmark = pytest.mark.browser


def test_one_joins_in_two_clicks_is_found_by_what_one_brings_and_leaves_in_two(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story doors")
    person = factories.person("Zoë Çelik", email="zoe.celik@example.org")
    home = f"{live.url}/communities/story-doors/"
    with signed_in(browser, live, person) as page:
        page.goto(home)
        page.get_by_role("link", name="Join this community").click()
        page.get_by_label("What do you bring?").fill("Solar pumps in two countries")
        page.get_by_label("What do you seek?").fill("Filters for salt water")
        page.get_by_role("button", name="Join", exact=True).click()
        expect(page.get_by_text("Welcome. You are a member of Story doors.")).to_be_visible()
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
