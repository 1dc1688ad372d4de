"""Two curators at one resource in Wagtail: a first visit, comments, a lock, two versions; and the one next door."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Comment

from communities.enums import Role
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import refused, sign_in, signed_in
from knowledge_base.actions import resources
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.browser
SLOW = 90_000
GUIDE = "What you do here, in this order"


def library_of(name: str) -> Any:
    """A closed community with two knowledge managers and a resource."""
    community = factories.community_with_roles(name, visibility="closed")
    published(community, title="Line the cistern", context="Loam walls.")
    factories.joined(community, factories.person("Salma Cistern"), Role.KNOWLEDGE_MANAGER)
    return community


@pytest.fixture
def next_door(live: Stack) -> Any:
    """The knowledge manager of another community."""
    other = factories.community_with_roles("Beside the cisterns", visibility="closed")
    ensure_library(other)
    return factories.holder(other, Role.KNOWLEDGE_MANAGER)


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


def test_comment_lock_comparison_and_moderation_between_two_curators_and_nothing_next_door(
    live: Stack, page: Page, browser: Browser, next_door: Any
) -> None:
    cisterns = library_of("Story cisterns")
    resource = ResourcePage.objects.get(community=cisterns, title="Line the cistern")
    home = f"{live.url}/cms/pages/{resource.pk}/"
    edit = f"{home}edit/"
    author = factories.joined(cisterns, factories.person("Idris Cistern"))
    waiting = draft(cisterns, title="Cover the cistern", by=author)
    resources.submit(resource=waiting, by=author)
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
        other.goto(edit)

        # Two versions stand beside each other.
        other.locator("#id_summary").fill("How to keep it clean.")
        wait_for(
            lambda: (
                "clean" in ResourcePage.objects.get(pk=resource.pk).get_latest_revision_as_object().summary
            ),
            60,
            "the draft is not kept",
        )
        page.goto(f"{home}history/")
        page.locator("main").get_by_role("button", name="Actions").first.click()
        page.get_by_role("link", name="Compare with", exact=False).first.click()
        expect(page.locator("span.addition")).to_contain_text("clean")
        expect(page.locator("span.deletion")).to_contain_text("running")

        # What was handed in is asked to be changed or approved where it is read.
        page.goto(f"{live.url}/cms/pages/{waiting.pk}/edit/")
        page.locator("footer").get_by_role("button", name="More actions").click()
        page.get_by_role("button", name="Approve and publish", exact=True).click()
        page.wait_for_url(lambda url: "/edit/" not in url)
        expect(page.locator("body")).to_contain_text("Cover the cistern")
    page.goto(f"{live.url}/cms/reports/page-types-usage/")
    expect(page.locator("main")).to_contain_text("Cover the cistern")

    # Next door there is none of it.
    with signed_in(browser, live, next_door) as stranger:
        for path in ("edit/", "history/", "lock/", "view_draft/", "revisions/compare/earliest...latest/"):
            assert refused(stranger, home + path) or "/cms/" not in stranger.url or path == "lock/"
            assert "cistern" not in stranger.inner_text("body").replace("Beside the cisterns", "")
        for path in ("reports/page-types-usage/", "pages/search/?q=cistern", "reports/locked/", "curation/"):
            stranger.goto(f"{live.url}/cms/{path}")
            assert "the cistern" not in stranger.inner_text("main").replace("Beside the cisterns", "")
