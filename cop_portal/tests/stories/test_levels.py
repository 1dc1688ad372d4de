"""Story of a community's level and of the wider one it is part of (rows 7, 8)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in

pytestmark = pytest.mark.browser


def test_an_administrator_sets_level_and_parent_and_everybody_sees_them(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    wide = factories.community("Story continent", level="regional")
    circle = factories.community("Story inner circle", level="global", visibility="secret")
    where, other = (factories.community_with_roles(f"Story {name}") for name in ("highlands", "lowlands"))
    administrator = factories.person("Ada Highlands", is_staff=True, is_superuser=True)
    home, form = (
        f"{live.url}/communities/story-highlands/",
        f"/admin/communities/community/{where.pk}/change/",
    )
    with signed_in(browser, live, administrator) as page:
        page.goto(f"{live.url}{form}")
        page.locator("#id_level").select_option("global")
        page.locator("#id_parent").select_option(str(wide.pk))
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("A community is part of one of a wider level.")).to_be_visible()
        page.locator("#id_level").select_option("country")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("was changed successfully")).to_be_visible()
        page.goto(f"{live.url}/admin/communities/community/{other.pk}/change/")
        page.locator("#id_level").select_option("country")
        page.locator("#id_parent").select_option(str(circle.pk))
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("was changed successfully")).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        page.goto(home)
        expect(page.locator("main .kicker").first).to_contain_text("Country")
        page.goto(f"{home}about/")
        page.get_by_role("link", name="Story continent").click()
        expect(page.get_by_role("heading", name="Story continent")).to_be_visible()
        page.goto(f"{live.url}/communities/?q=story+highlands&level=country")
        expect(page.get_by_role("main").get_by_role("link", name="Story highlands")).to_be_visible()
        page.goto(f"{live.url}/communities/story-lowlands/about/")
        assert "Story inner circle" not in page.content()  # what is secret stays so
        assert refused(page, f"{live.url}{form}")
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{live.url}{form}")
        expect(page.locator("#id_name")).to_be_visible()  # identity is theirs, the level is not
        assert page.locator("#id_level").count() == 0
