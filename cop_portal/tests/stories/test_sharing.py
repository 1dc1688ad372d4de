"""A story of sharing outside: member, coordinator, partner, visitor and stranger (rows 58, 59)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in
from knowledge_base.models import PartnerGuest, PartnerOrganisation
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.browser
NONE = "No, nothing of the kind"


def ask(page: Any, live: Stack, resource: Any, level: str, partner: str = "") -> str:
    """Ask for a step outward on the resource's page; returns the address of what waits."""
    page.goto(live.url + resource.url)
    page.get_by_role("link", name="Share it further, or take it back").click()
    further = page.locator("section", has=page.get_by_role("heading", name="Share it further"))
    further.get_by_label(level).check()
    if partner:
        further.get_by_label(partner).check()
    further.get_by_label("Licence").select_option("cc-by")
    for number in range(3):
        further.get_by_label(NONE).nth(number).check()
    further.get_by_role("button", name="Ask for it").click()
    page.wait_for_url("**/releases/**")
    return str(page.url)


def find_and_cite(visitor: Any, live: Stack, name: str) -> None:
    """A visitor finds it in the public library, with its licence and citations, and nobody's name."""
    said: list[str] = []
    visitor.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    visitor.goto(f"{live.url}/public/library/")
    search = visitor.get_by_role("search", name="Search in the public library")
    search.get_by_label("Words").fill("wells")
    search.get_by_role("button", name="Search").click()
    expect(visitor.get_by_text("A neighbour kept inside")).to_have_count(0)
    visitor.get_by_role("link", name="Wells that are shared").click()
    expect(visitor.get_by_text("CC BY 4.0", exact=False).first).to_be_visible()
    expect(visitor.get_by_role("link", name="BibTeX")).to_be_visible()
    assert name not in visitor.content()
    assert said == []  # the structured data offends no policy


def test_a_resource_goes_to_a_partner_then_to_everybody_and_back(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story sharing", visibility="closed")
    owner = factories.joined(where, factories.person("Olu Sharing"))
    resource = published(where, by=owner, title="Wells that are shared", summary="How wells last.")
    neighbour = published(where, title="A neighbour kept inside")
    partner = PartnerOrganisation.objects.create(name="Story ministry")
    guests = [factories.person(name, is_guest=True) for name in ("Petra Partner", "Otto Other")]
    PartnerGuest.objects.create(user=guests[0], partner=partner)
    other = PartnerOrganisation.objects.create(name="Story agency")
    PartnerGuest.objects.create(user=guests[1], partner=other)

    def yes(address: str) -> None:
        with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
            page.goto(f"{live.url}/my/desk/")
            expect(
                page.get_by_text("“Wells that are shared” waits for a yes", exact=False).first
            ).to_be_visible()
            page.goto(address)
            page.get_by_role("button", name="Yes, share it").click()
            expect(page.get_by_text("It is shared now.")).to_be_visible()

    with signed_in(browser, live, owner) as page:
        first = ask(
            page, live, resource, "The organisation, and the partners who are named", "Story ministry"
        )
    yes(first)
    with signed_in(browser, live, guests[0]) as page:
        page.goto(live.url + resource.url)
        expect(page.get_by_role("heading", name="Wells that are shared")).to_be_visible()
        assert owner.name not in page.content()
        assert refused(page, live.url + neighbour.url)
    for who in (guests[1],):
        with signed_in(browser, live, who) as page:
            assert refused(page, live.url + resource.url)
            assert refused(page, first)
    with signed_in(browser, live, owner) as page:
        second = ask(page, live, resource, "Everybody, with or without an account")
    yes(second)

    visitor = browser.new_page()
    find_and_cite(visitor, live, owner.name)

    with signed_in(browser, live, factories.holder(where, "knowledge_manager")) as page:
        page.goto(live.url + resource.url)
        page.get_by_role("link", name="Share it further, or take it back").click()
        page.get_by_label("Members of the community").check()
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_text("Taken back. It holds from this moment, everywhere.")).to_be_visible()
        page.goto(f"{live.url}/communities/story-sharing/library/sharing/")
        expect(page.get_by_text("Taken back").first).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, live.url + resource.url)
    visitor.wait_for_timeout(2500)  # what is kept for visitors is gone by then
    assert refused(visitor, live.url + resource.url)
    visitor.close()
