"""A story of badges: offered, accepted, checked by anybody, hidden, revoked (row 23)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from communities.models import Award
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in

pytestmark = pytest.mark.browser


def test_a_badge_is_given_accepted_checked_hidden_and_revoked(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story badges", visibility="closed")
    member = factories.joined(where, factories.person("Mina Badges"))
    guest = factories.joined(where, factories.person("Gil Badges", is_guest=True, organisation="Ministry"))
    host = factories.holder(where, "facilitator")
    profile = f"{live.url}{member.get_absolute_url()}"

    with signed_in(browser, live, host) as page:
        page.goto(profile)
        page.get_by_role("link", name="Thank or award a badge in Story badges").click()
        page.get_by_label("Badge", exact=True).check()
        page.get_by_label("Name of the badge").fill("Ten answers")
        page.get_by_label("What for").fill("Patience with pumps")
        page.get_by_role("button", name="Offer it").click()
        expect(page.get_by_text("waits for the holder’s yes")).to_be_visible()
    live.wait_for_mail(member.email, "Ten answers")
    with signed_in(browser, live, member) as page:
        page.goto(profile)
        page.get_by_role("button", name="Accept it").click()
        expect(page.get_by_role("link", name="Certificate (PDF)")).to_be_visible()
        paper = page.request.get(
            live.url + str(page.get_by_role("link", name="Certificate (PDF)").get_attribute("href"))
        )
        assert paper.body().startswith(b"%PDF")
        address = live.url + str(page.get_by_role("link", name="Check it").get_attribute("href"))
    with signed_in(browser, live, guest) as page:
        page.goto(profile)
        expect(page.get_by_text("Ten answers").first).to_be_visible()
    anybody = browser.new_context().new_page()
    anybody.goto(address)
    expect(anybody.get_by_text("This certificate holds.")).to_be_visible()
    with signed_in(browser, live, member) as page:
        page.goto(profile)
        page.get_by_role("button", name="Hide it").click()
        expect(page.get_by_text("hidden").first).to_be_visible()
    anybody.goto(address)
    expect(anybody.get_by_text("does not show this certificate")).to_be_visible()
    with signed_in(browser, live, host) as page:
        page.goto(f"{live.url}/communities/story-badges/people/recognition/")
        page.get_by_role("link", name="Revoke it").click()
        page.get_by_label("Why").fill("Counted twice")
        page.get_by_role("button", name="Revoke it").click()
    anybody.goto(address)
    expect(anybody.get_by_text("it was revoked on")).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{live.url}/communities/story-badges/people/recognition/")
        page.goto(profile)
        assert "Ten answers" not in page.inner_text("main")
    assert Award.objects.get(community=where).state == "revoked"
