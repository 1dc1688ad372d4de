"""A newcomer who has not begun is seen, written to once, and begins (row 31)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from communities.models import Membership
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in, wait_for_notice

pytestmark = pytest.mark.browser


def test_a_newcomer_who_stalled_is_seen_and_helped(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story newcomers")
    facilitator, expert = factories.holder(where, "facilitator"), factories.holder(where, "expert")
    newcomer = factories.joined(where, factories.person("Nora Newcomer"))
    fresh = factories.joined(where, factories.person("Fred Fresh"))
    Membership.objects.filter(community=where, user=newcomer).update(
        joined_at=timezone.now() - datetime.timedelta(days=20)
    )
    home = f"{live.url}/communities/story-newcomers/"
    with signed_in(browser, live, facilitator) as page:
        page.goto(f"{home}people/")
        page.get_by_role("link", name="Newcomers", exact=True).click()
        stalled = page.locator("li", has_text="Nora Newcomer").first
        expect(stalled).to_contain_text("Has not begun")
        expect(page.locator("li", has_text="Fred Fresh").first).not_to_contain_text("Has not begun")
        stalled.get_by_label("Buddy").select_option(label=expert.name)
        stalled.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved. Both are told.")).to_be_visible()
        page.locator("li", has_text="Nora Newcomer").first.get_by_role(
            "button", name="Write to them once"
        ).click()
        expect(page.get_by_text("Nora Newcomer gets a friendly letter")).to_be_visible()
        row = page.locator("li", has_text="Nora Newcomer").first
        expect(row).to_contain_text("written to on")
        assert row.get_by_role("button", name="Write to them once").count() == 0  # once is once
    with signed_in(browser, live, newcomer) as page:
        wait_for_notice(page, live, "Story newcomers")
        page.goto(home)
        expect(page.get_by_text(expert.name).first).to_be_visible()  # whom to ask
        page.goto(f"{home}me/")
        page.get_by_label("What you bring").or_(page.locator("[name=brings]")).first.fill(
            "Ten years of wells"
        )
        page.get_by_role("main").locator("form button.main").click()
        expect(page.get_by_text("Saved. The members see it beside your name.")).to_be_visible()
    with signed_in(browser, live, facilitator) as page:
        page.goto(f"{home}people/newcomers/")
        expect(page.locator("li", has_text="Nora Newcomer").first).not_to_contain_text("Has not begun")
    for who in (stranger, fresh):
        with signed_in(browser, live, who) as page:
            assert refused(page, f"{home}people/newcomers/")
