"""Steps that stories share."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack


def sign_in(page: Page, live: Stack, person: Any) -> None:
    """Through the form, as people do."""
    page.goto(f"{live.url}/accounts/login/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign In").first.click()
    expect(page.get_by_role("button", name=person.name)).to_be_visible()
