"""Two curators at one resource in Wagtail: a first visit, comments and a lock."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Comment

from communities.enums import Role
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import sign_in, signed_in
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.browser
SLOW = 90_000
GUIDE = "What you do here, in this order"


def library_of(name: str) -> Any:
    """A closed community with two knowledge managers and a resource."""
    community = factories.community_with_roles(name, visibility="closed")
    published(community, title="Line the cistern", context="Loam walls.")
    factories.joined(community, factories.person("Salma Cistern"), Role.KNOWLEDGE_MANAGER)
    return community


def test_a_first_visit_is_guided_until_it_is_put_away_also_without_javascript(
    live: Stack, browser: Browser
) -> None:
    cisterns = library_of("Story first cisterns")
    keeper = cisterns.memberships.get(user__name="Salma Cistern").user
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(SLOW)
    page.goto(f"{live.url}/accounts/login/?next=/cms/")
    page.get_by_label("Email").fill(keeper.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign In").first.click()

    expect(page.get_by_text(GUIDE)).to_be_visible()
    guide = page.get_by_role("region", name=GUIDE)
    guide.get_by_role("link", name="Pages of", exact=False).click()
    expect(page.locator("body")).to_contain_text("Line the cistern")
    page.goto(f"{live.url}/cms/")
    page.get_by_role("button", name="I know this now").click()
    assert page.url == f"{live.url}/cms/"
    for path in ("/cms/", "/cms/curation/", "/cms/"):
        page.goto(f"{live.url}{path}")
        expect(page.get_by_text(GUIDE)).to_have_count(0)
    page.goto(f"{live.url}/cms/curation/")
    page.get_by_role("button", name="What do I do here?").click()
    expect(page.get_by_text(GUIDE)).to_be_visible()
    context.close()


def comment(page: Page, words: str) -> None:
    """Beside the summary; Wagtail saves by itself."""
    page.get_by_role("button", name="Toggle comments").click()
    page.locator("#panel-child-content-summary-section").get_by_role("button", name="Add comment").click()
    page.get_by_placeholder("Enter your comments...").fill(words)
    page.locator(".comment").get_by_role("button", name="Comment", exact=True).click()
    wait_for(lambda: Comment.objects.filter(text=words).exists(), 60, "the comment is not kept")


def resolve(page: Page, words: str) -> None:
    """Read what another curator said, and put it away."""
    page.get_by_role("button", name="Toggle comments").click()
    said = page.locator(".comment", has_text=words)
    expect(said).to_be_visible()
    said.click()
    said.get_by_role("button", name="More actions").click()
    said.get_by_role("menuitem", name="Resolve").click()
    kept = Comment.objects.filter(text=words, resolved_by__isnull=False)
    wait_for(kept.exists, 60, "the comment is not resolved")


def turn_lock(page: Page, edit: str) -> None:
    page.goto(edit)
    page.get_by_role("button", name="Toggle status").click()
    with page.expect_navigation():
        page.get_by_label("Lock", exact=True).click(force=True)


def test_a_comment_and_a_lock_between_two_curators(live: Stack, page: Page, browser: Browser) -> None:
    cisterns = library_of("Story two cisterns")
    resource = ResourcePage.objects.get(community=cisterns, title="Line the cistern")
    edit = f"{live.url}/cms/pages/{resource.pk}/edit/"
    first, second = cisterns.memberships.filter(roles__contains=[Role.KNOWLEDGE_MANAGER]).order_by("pk")
    page.set_default_timeout(SLOW)
    sign_in(page, live, first.user)
    with signed_in(browser, live, second.user) as other:
        other.set_default_timeout(SLOW)

        # What one says beside a field, the other one reads and resolves.
        page.goto(edit)
        comment(page, "Which loam holds?")
        other.goto(edit)
        resolve(other, "Which loam holds?")
        said = Comment.objects.get(page_id=resource.pk)
        assert (said.user, said.resolved_by) == (first.user, second.user)
        page.goto(edit)
        expect(page.locator(".comment")).to_have_count(0)

        # While one has locked it, the other one cannot save it.
        turn_lock(page, edit)
        other.goto(edit)
        expect(other.get_by_role("button", name="Page locked")).to_be_visible()
        expect(other.get_by_role("button", name="Save draft")).to_have_count(0)
        turn_lock(page, edit)
