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
from cop_portal.tests.stories.steps import sign_in, signed_in

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


def test_a_list_is_imported_by_the_line_and_a_role_is_given_ended_and_remembered(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story ledgers", visibility="closed")
    member = factories.joined(where, factories.person("Lena Ledgers"))
    invited = [factories.person(f"{name} Ledgers") for name in ("Ivo", "Ines")]
    coordinator = factories.holder(where, "coordinator")
    row = Membership.objects.get(community=where, user=member)
    memberships_page = f"{live.url}/admin/communities/membership/"
    with signed_in(browser, live, coordinator) as page:
        page.goto(f"{live.url}/admin/communities/invitation/")
        page.get_by_role("link", name="Invite a list").click()
        page.get_by_label("Or paste the list").fill(f"{invited[0].email}\nInes at home")
        page.get_by_role("button", name="Try the list").click()
        expect(page.get_by_role("alert")).to_contain_text("1 line cannot be asked. Nobody was invited.")
        expect(page.get_by_role("alert")).to_contain_text("Line 2: “ines at home” is not an e-mail address.")
        page.get_by_label("Or paste the list").fill("\n".join(who.email for who in invited))
        page.get_by_role("button", name="Try the list").click()
        expect(page.get_by_text("2 people can be invited. Nothing is sent yet.")).to_be_visible()
        page.get_by_role("button", name="Invite all").click()
        expect(page.get_by_text("2 people are invited.")).to_be_visible()
        for who in invited:
            live.wait_for_mail(who.email, "Story ledgers")

        for what, holders in (("give", 2), ("end", 1)):
            page.goto(memberships_page)
            choose(page, "Give or end a role", member)
            page.locator("#id_change").select_option(what)
            page.locator("#id_role").select_option("expert")
            page.get_by_role("button", name="Change the role").click()
            expect(page.get_by_text("1 membership is changed.")).to_be_visible()
            page.goto(f"{memberships_page}?role=expert")
            expect(page.locator("#result_list tbody tr")).to_have_count(holders)
        page.goto(f"{memberships_page}{row.pk}/history/")
        done = page.locator("#change-history tbody tr")
        for words in ("gave a role", "ended a role"):
            expect(done.filter(has_text=words)).to_contain_text([coordinator.name])
    next_door = factories.community_with_roles("Story neighbours of ledgers")
    with signed_in(browser, live, factories.holder(next_door, "facilitator")) as page:
        for path in (f"{row.pk}/history/", f"{row.pk}/change/", "?q=Ledgers"):
            page.goto(memberships_page + path)
            assert "Lena Ledgers" not in page.content()
