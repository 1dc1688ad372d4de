"""Two curators in Wagtail: a first visit, comments, a lock, two versions, what waits; and the one next door."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Comment, TaskState

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
    other = factories.community_with_roles("Story beside cisterns", visibility="closed")
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
    """Wagtail opens the panel of the last visit a moment after the page: the switch is turned, open or not."""
    page.goto(edit)
    with page.expect_navigation():
        page.get_by_label("Lock", exact=True).dispatch_event("click")


def compare_two_versions(page: Page, other: Page, resource: ResourcePage, home: str) -> None:
    """What one writes, the other one sees beside what was published."""
    other.locator("#id_summary").fill("How to keep it clean.")
    other.get_by_role("button", name="Save draft").click()

    def is_kept() -> bool:
        return "clean" in ResourcePage.objects.get(pk=resource.pk).get_latest_revision_as_object().summary

    wait_for(is_kept, 60, "the draft is not kept")
    page.goto(f"{home}history/")
    page.locator("main").get_by_role("button", name="Actions").first.click()
    page.get_by_role("link", name="Compare with", exact=False).first.click()
    expect(page.locator("span.addition")).to_contain_text("clean")
    expect(page.locator("span.deletion")).to_contain_text("running")


def moderate(page: Page, edit: str, action: str) -> None:
    """Answer a submission in the editor, where it is read."""
    page.goto(edit)
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.locator("footer").get_by_role("button", name=action, exact=True).click()


def test_a_comment_a_lock_two_versions_and_moderation_between_two_curators(
    live: Stack, page: Page, browser: Browser, next_door: Any
) -> None:
    cisterns = library_of("Story two cisterns")
    resource = ResourcePage.objects.get(community=cisterns, title="Line the cistern")
    author = factories.joined(cisterns, factories.person("Idris Cistern"))
    waiting = [
        draft(cisterns, title=title, by=author) for title in ("Cover the cistern", "Empty the cistern")
    ]
    for one in waiting:
        resources.submit(resource=one, by=author)
    pages = f"{live.url}/cms/pages"
    home, edit = f"{pages}/{resource.pk}/", f"{pages}/{resource.pk}/edit/"
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
        compare_two_versions(page, other, resource, home)

    # What was handed in is approved, or changes are asked for, where it is read.
    moderate(page, f"{pages}/{waiting[0].pk}/edit/", "Approve and publish")
    wait_for(lambda: ResourcePage.objects.get(pk=waiting[0].pk).live, 60, "it is not published")
    moderate(page, f"{pages}/{waiting[1].pk}/edit/", "Request changes")
    page.locator(".modal").get_by_label("Comment").fill("Who empties it?")
    page.locator(".modal").get_by_role("button").last.click()
    returned = TaskState.objects.filter(status=TaskState.STATUS_REJECTED, comment="Who empties it?")
    wait_for(returned.exists, 60, "no changes are asked for")
    assert returned.get().workflow_state.object_id == str(waiting[1].pk)

    # Next door there is none of it.
    with signed_in(browser, live, next_door) as stranger:
        for path in ("edit/", "history/", "revisions/compare/earliest...latest/"):
            assert refused(stranger, home + path) or "/cms/pages/" not in stranger.url
            assert "the cistern" not in stranger.inner_text("body")
