"""Stories of a community's own ways: identity, level, modules, set-up (rows 1, 7, 8, 22, 23)."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from communities.actions import goals
from communities.tests.makers import announced
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in, wait_for_notice
from discussions.actions import discussions
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.browser


def test_identity_is_previewed_measured_and_carried(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story colours", visibility="public")
    page_of = f"{live.url}/communities/story-colours/"
    indicator = goals.name_indicator(
        community=where, by=factories.holder(where, "coordinator"), name="Pumps at work", definition="In May",
        baseline=Decimal(4), baseline_date=timezone.localdate() - datetime.timedelta(days=30), target=Decimal(40),
    )  # fmt: skip
    goals.take_reading(
        indicator=indicator, by=factories.holder(where, "coordinator"), day=timezone.localdate(),
        value=Decimal(12), source="Visits",
    )  # fmt: skip
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{page_of}about/")
        page.get_by_role("link", name="Change name, purpose or emblem").click()
        page.get_by_label("What it is for").fill("Pumps that last")
        page.get_by_label("For whom").fill("Engineers of district offices")
        page.get_by_label("Objectives").fill("Pumps run for ten years")
        preview = page.locator("[role=status] [data-accent]")
        expect(preview.get_by_text("Pumps that last")).to_be_visible()  # while one types
        page.get_by_label("Colour", exact=True).select_option("madder")
        expect(page.locator("[role=status] [data-accent=madder]")).to_be_visible()
        page.get_by_label("A colour of your own").fill("#ffcc00")
        expect(preview.get_by_text("That is not readable.")).to_be_visible()
        page.get_by_role("button", name="Use the nearest colour").click()
        expect(page.get_by_label("Colour", exact=True)).to_have_value("ochre")
        page.get_by_role("button", name="Save", exact=True).click()
    visitor = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    visitor.goto(page_of)
    said = ("Pumps that last", "For Engineers of district offices", "Pumps run for ten years")
    for part in (
        visitor.locator(".statement .emblem"),
        visitor.get_by_role("heading", level=1, name="Story colours"),
        *(visitor.get_by_text(words).first for words in said),
    ):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 720  # within the first screen
    assert visitor.locator("body[data-accent=ochre], [data-accent=ochre]").count() >= 1
    visitor.get_by_role("link", name="Expected results").click()
    row = visitor.locator("tr", has_text="Pumps at work")
    expect(row.locator("td.n")).to_contain_text(["4", "12", "40"])  # baseline, now, target
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{page_of}identity/")


def newsletter_carries_it(page: Page, home: str) -> None:
    """The letter as its readers get it, and the page of the newsletter that was sent."""
    page.goto(f"{home}newsletter/")
    page.get_by_role("button", name="Begin it now").click()
    page.get_by_label("Opening words").fill("We have a sign.")
    page.get_by_role("button", name="Save and go to sending").click()
    page.wait_for_url("**/send/")
    sending = page.url
    page.goto(sending.replace("/send/", "/edit/"))
    page.get_by_role("link", name=re.compile("^as a letter.*English")).click()
    expect(page.get_by_text("We have a sign.")).to_be_visible()
    assert page.locator("img.sign").evaluate("image => image.naturalWidth") > 0
    plum = page.locator("td.accent-plum").evaluate("cell => getComputedStyle(cell).borderTopColor")
    assert plum == "rgb(119, 53, 93)"
    page.goto(sending)
    page.get_by_role("button", name="Send it to").click()
    expect(page.locator("[data-accent=plum]").first).to_be_visible()
    expect(page.get_by_text("We have a sign.")).to_be_visible()
    sign = page.locator("img.emblem").first
    assert sign.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_picture_is_looked_at_used_and_carried_in_letters_too(
    live: Stack, browser: Browser, stranger: Any, tmp_path: Any
) -> None:
    where = factories.community_with_roles("Story pictures", visibility="closed", accent="plum")
    factories.joined(where, factories.person("Rita Pictures"), wants_newsletter=True)
    home = f"{live.url}/communities/story-pictures/"
    picture, drawing = tmp_path / "sign.png", tmp_path / "sign.svg"
    Image.new("RGB", (500, 300), "teal").save(picture)
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{home}identity/")
        page.get_by_role("link", name="Use a picture of your own").click()
        page.get_by_label("A picture of your own").set_input_files(str(drawing))
        page.get_by_role("button", name="See how it looks").click()
        expect(page.get_by_text("A drawing (SVG) can carry programs")).to_be_visible()
        page.get_by_label("A picture of your own").set_input_files(str(picture))
        page.get_by_role("button", name="See how it looks").click()
        seen = page.locator("img.emblem.large")
        assert seen.evaluate("image => image.decode().then(() => image.naturalWidth)") == 144
        page.get_by_role("button", name="Use this picture").click()
        newsletter_carries_it(page, home)
    where.refresh_from_db()
    address = live.url + where.emblem_address()
    with signed_in(browser, live, factories.joined(where, factories.person("Mina Pictures"))) as page:
        for path in ("", "discussions/", "people/"):
            page.goto(home + path)
            sign = page.locator("img.emblem").first
            assert sign.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0, path
        page.goto(f"{live.url}/communities/?q=story+pictures")
        assert page.locator("img.emblem").count() == 1
    visitor = browser.new_context().new_page()
    assert refused(visitor, address)
    letter = visitor.request.get(live.url + f"/emblems/{where.emblem_key}.png")
    assert letter.headers["content-type"] == "image/png"
    with signed_in(browser, live, factories.person("Gus Pictures", is_guest=True)) as page:
        assert refused(page, address)
        assert refused(page, f"{home}identity/emblem/")


def test_without_javascript_the_preview_is_a_button(live: Stack, browser: Browser) -> None:
    where = factories.community_with_roles("Story plain colours")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live.url}/accounts/login/")
    page.get_by_label("Email").fill(factories.holder(where, "coordinator").email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign In").first.click()
    page.goto(f"{live.url}/communities/story-plain-colours/identity/")
    page.get_by_label("What it is for").fill("Ropes that hold")
    page.get_by_label("Colour", exact=True).select_option("plum")
    page.get_by_role("button", name="Preview").click()

    expect(page.locator("[data-accent=plum]").get_by_text("Ropes that hold")).to_be_visible()
    expect(page.get_by_label("What it is for")).to_have_value("Ropes that hold")
    where.refresh_from_db()
    assert where.tagline != "Ropes that hold"
    context.close()


def test_a_module_that_is_off_leaves_no_menu_and_no_dead_link(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story modules")
    base = f"{live.url}/communities/story-modules/"
    coordinator = factories.holder(where, "coordinator")
    with signed_in(browser, live, coordinator) as page:
        page.goto(f"{base}modules/")
        page.get_by_role("button", name="By e-mail").click()
        page.goto(base)
        for name in ("Library", "Goals", "Needs", "Health"):
            assert (
                page.get_by_role("navigation", name="Story modules").get_by_role("link", name=name).count()
                == 0
            )
        links = {
            link.get_attribute("href").partition("#")[0]
            for path in ("", "about/", "stage/", "people/", "discussions/")
            if page.goto(base + path)
            for link in page.locator("main a[href^='/communities/story-modules']").all()
        }
        broken = [path for path in sorted(links) if page.goto(live.url + path).status >= 400]
        assert broken == []
    with signed_in(browser, live, factories.joined(where, factories.person("Mina Modules"))) as page:
        assert refused(page, f"{base}library/")
        assert refused(page, f"{base}modules/")


def test_members_say_what_they_need_and_the_set_up_follows(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story lines")
    coordinator = factories.holder(where, "coordinator")
    set_up = f"{live.url}/communities/story-lines/set-up/"
    members = [factories.joined(where, factories.person(f"{name} Lines")) for name in ("Ana", "Ben", "Cem")]
    with signed_in(browser, live, coordinator) as page:
        page.goto(set_up)
        page.get_by_role("button", name="Ask the members").click()
    for number, who in enumerate(members):
        with signed_in(browser, live, who) as page:
            if number == 0:
                wait_for_notice(page, live, "How can you take part in Story lines?")
                page.get_by_role("link", name="How can you take part in Story lines?").first.click()
            page.goto(f"{set_up}me/")
            for label in ("slow:", "a phone", "several times a day", "by e-mail"):
                page.get_by_label(label, exact=False).first.check()
            page.get_by_role("button", name="Save").click()
            expect(
                page.get_by_text("Thank you. Your community is set up by what its members need.")
            ).to_be_visible()
    with signed_in(browser, live, coordinator) as page:
        page.goto(set_up)
        expect(page.get_by_text("3 of 3 would rather take part by e-mail.")).to_be_visible()
        page.locator("button[name=adopt][value=modules]").click()
        expect(page.get_by_text("Taken over. It holds from now on.")).to_be_visible()
        way = page.locator("li", has_text="Calls and video meetings")
        way.locator("summary").click()
        way.get_by_label("State").select_option("not_used")
        way.get_by_label("Note").fill("Lines are too slow for it")
        way.get_by_role("button", name="Save").click()
    with signed_in(browser, live, members[0]) as page:
        page.goto(f"{live.url}/communities/story-lines/about/")
        expect(page.get_by_text("Calls and video meetings: not used")).to_be_visible()
        assert refused(page, set_up)
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{set_up}me/")


def passes_on(page: Page, address: str, *, to: str, why: str) -> None:
    """From the page of the thing itself."""
    page.goto(address)
    page.get_by_role("link", name="Pass it on").click()
    page.get_by_role("radio", name=to).check()
    page.get_by_label("Why does it concern them?").fill(why)
    page.get_by_role("button", name="Pass it on").click()
    expect(page.get_by_text(f"Passed on. The members of {to} see it.")).to_be_visible()


def test_things_go_one_level_up_and_down_with_their_author_and_their_address(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    world = factories.community_with_roles("Story world")
    country = factories.community_with_roles("Story country", level="country", parent=world)
    member = factories.joined(country, factories.person("Mina Country"))
    talk = discussions.start(
        community=country, by=member, title="Which pump lasts?", body="In salt.", kind="question", quiet=True
    )
    sheet = published(country, title="Pumps in salt")
    meeting = announced(world, factories.holder(world, "facilitator"), title="Salt, the world over")
    with signed_in(browser, live, factories.holder(country, "facilitator")) as page:
        passes_on(page, live.url + talk.get_absolute_url(), to="Story world", why="Salt is everywhere.")
        passes_on(page, live.url + sheet.url, to="Story world", why="Tried in four wells.")
        passes_on(page, live.url + meeting.get_absolute_url(), to="Story country", why="Ours is salty.")
    with signed_in(browser, live, factories.joined(world, factories.person("Wim World"))) as page:
        page.goto(f"{live.url}/communities/story-world/discussions/")
        row = page.locator("li", has_text="Which pump lasts?").first
        expect(row).to_contain_text("Story country")
        expect(row).to_contain_text("Mina Country")
        row.get_by_role("link", name="Which pump lasts?").click()
        assert page.url == live.url + talk.get_absolute_url()
        page.goto(f"{live.url}/communities/story-world/library/")
        row = page.locator("li", has_text="Tried in four wells.")
        expect(row).to_contain_text("from Story country (Country)")
        row.get_by_role("link", name="Pumps in salt").click()
        assert page.url == live.url + sheet.url
    with signed_in(browser, live, member) as page:
        page.goto(f"{live.url}/communities/story-country/events/")
        row = page.locator("li", has_text="Ours is salty.")
        expect(row).to_contain_text("from Story world (Global)")
        page.goto(live.url)  # and in one feed with what is theirs, each with its place
        row = page.locator("section.group li", has_text="Salt, the world over")
        expect(row).to_contain_text("from Story world (Global)")
        row.get_by_role("link", name="Salt, the world over").click()
        assert page.url == live.url + meeting.get_absolute_url()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{live.url}{talk.get_absolute_url()}pass/")
