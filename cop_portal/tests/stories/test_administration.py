"""Story: a facilitator answers three requests in the administration, and takes the list along."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from communities.actions import memberships
from communities.models import Membership
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import sign_in

pytestmark = pytest.mark.browser
WHY = "Story cisterns is nearer to your work: ask there."


def choose(page: Page, action: str, *people: Any) -> None:
    """Tick people in the list and choose what is done with them."""
    for person in people:
        page.locator("#result_list tr", has_text=person.name).locator("input.action-select").check()
    page.get_by_label("Action:").select_option(label=action)
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).first.click()


def test_a_facilitator_answers_requests_in_the_administration(
    live: Stack, page: Page, browser: Browser
) -> None:
    wells = factories.community_with_roles("Story basins", join_policy="request")
    next_door = factories.community_with_roles("Story cisterns", join_policy="request")
    three = [factories.person(f"{name} Asks") for name in ("Ada", "Bela", "Cem")]
    for who in three:
        memberships.request_membership(community=wells, by=who)
    memberships.request_membership(community=next_door, by=factories.person("Dora Elsewhere"))
    sign_in(page, live, factories.holder(wells, "facilitator"))

    page.goto(f"{live.url}/admin/communities/joinrequest/")
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    assert "Dora Elsewhere" not in page.content()
    choose(page, "Welcome those who asked to join", *three[:2])
    expect(page.get_by_role("heading", name="Welcome these people")).to_be_visible()
    page.get_by_role("button", name="Welcome them").click()
    expect(page.get_by_text("2 people are welcomed.")).to_be_visible()

    choose(page, "Decline, with a message", three[2])
    page.get_by_label("A few words with the answer").fill(WHY)
    page.get_by_role("button", name="Decline them").click()
    expect(page.get_by_text("1 request is declined.")).to_be_visible()

    for who, subject in ((three[0], "Welcome to Story basins"), (three[2], "Story basins")):
        live.wait_for_mail(who.email, subject)
    refusal = live.wait_for_mail(three[2].email, "Story basins").get_body(preferencelist=("plain",))
    assert WHY in str(refusal.get_content())
    page.goto(f"{live.url}/communities/story-basins/people/")
    expect(page.get_by_role("link", name="Ada Asks", exact=True)).to_be_visible()
    assert Membership.objects.get(community=wells, user=three[2]).answer == WHY

    page.goto(f"{live.url}/admin/communities/membership/?state=active")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Export as CSV").click()
    with open(waiting.value.path(), encoding="utf-8-sig") as stream:
        names = [row[1] for row in csv.reader(stream)]
    assert "Ada Asks" in names
    assert "Cem Asks" not in names
    assert "Dora Elsewhere" not in names

    # Who looks after the members next door sees the one who asked there, and nobody else.
    hers = browser.new_context().new_page()
    sign_in(hers, live, factories.holder(next_door, "facilitator"))
    hers.goto(f"{live.url}/admin/communities/joinrequest/")
    expect(hers.get_by_role("link", name="Dora Elsewhere")).to_be_visible()
    hers.goto(f"{live.url}/admin/communities/membership/?q=Asks")
    assert "Ada Asks" not in hers.content()
