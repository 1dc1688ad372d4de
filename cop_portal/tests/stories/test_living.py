"""Story: a practice lives on. It is adopted, a change is proposed and made in Wagtail, who uses it hears."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import signed_in, wait_for_notice
from knowledge_base.models import Credit, ResourceChange, ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.browser


@pytest.fixture
def practice(live: Stack) -> Any:
    """A practice of a closed community, which credits a member."""
    wells = factories.community_with_roles("Story living wells", visibility="closed")
    member = factories.joined(wells, factories.person("Lea Living"))
    page = published(wells, title="Wells that stay clean", context="Rust is the enemy.", by=member)
    Credit.objects.create(resource=page, user=member, name="Lea Livin")
    return page


def adopt(page: Page, live: Stack, practice: ResourcePage) -> None:
    page.goto(live.url + practice.url)
    page.get_by_role("link", name="We use this too").click()
    page.get_by_label("Where", exact=True).fill("Garissa")
    page.get_by_label("What did you change?").fill("Half the chlorine.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#reuse + *, section", has_text="Garissa").first).to_be_visible()
    page.get_by_role("link", name="Add what came of it").click()
    page.get_by_label("What came of it?").fill("Clean for a year.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Clean for a year.")).to_be_visible()


def propose(page: Page, live: Stack, practice: ResourcePage) -> None:
    page.goto(live.url + practice.url)
    page.get_by_role("link", name="Propose a change").click()
    page.get_by_label("What should change?").fill("Name the sand")
    page.get_by_label("How, and why?").fill("In Garissa sand was worse than rust.")
    page.get_by_role("button", name="Open the discussion").click()
    expect(page.get_by_role("heading", name="Name the sand")).to_be_visible()
    page.get_by_role("link", name=practice.title).click()
    expect(page.get_by_role("link", name="Name the sand")).to_be_visible()


def change_in_the_editor(page: Page, live: Stack, practice: ResourcePage) -> None:
    page.set_default_timeout(60_000)  # the editor is the heaviest page of all
    page.goto(f"{live.url}/cms/pages/{practice.pk}/edit/")
    page.locator("#id_context").fill("Sand is the enemy.")
    page.get_by_role("button", name="More actions").click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator("body")).to_contain_text("Say what changed and why", timeout=60_000)
    page.locator("#id_change_note").fill("Sand, not rust: Garissa found it.")
    page.get_by_role("button", name="More actions").click()
    page.locator("button[name=action-publish]").click()
    # On a slow line the editor's own saving came in between, and it asks whether to go on.
    goes_on = page.get_by_role("dialog").get_by_role("button", name="Publish")
    done = page.get_by_text("has been published").first
    expect(done.or_(goes_on).first).to_be_visible(timeout=60_000)
    if goes_on.is_visible():
        goes_on.click()
    expect(done).to_be_visible(timeout=60_000)


def test_a_practice_is_adopted_changed_and_those_who_use_it_hear(
    live: Stack, browser: Browser, practice: Any
) -> None:
    community = practice.community
    keeper = factories.holder(community, "knowledge_manager")
    with signed_in(browser, live, factories.holder(community, "expert")) as expert:
        adopt(expert, live, practice)
        propose(expert, live, practice)

        with signed_in(browser, live, keeper) as editor:
            change_in_the_editor(editor, live, practice)
            editor.goto(f"{live.url}/resources/{practice.pk}/changes/")
            editor.get_by_role("link", name="Say what became of it").click()
            editor.get_by_label("Taken up").select_option("2")
            editor.get_by_label("In a sentence").fill("Taken up as it was said.")
            editor.get_by_role("button", name="Keep it").click()
            expect(editor.get_by_text("Taken up as it was said.").first).to_be_visible()
        assert ResourceChange.objects.get(resource=practice, number=2).small is False

        wait_for_notice(expert, live, "“Wells that stay clean” has changed")
        expert.goto(f"{live.url}/resources/{practice.pk}/changes/2/")
        expect(expert.locator("del", has_text="Rust")).to_be_visible()
        expect(expert.locator("ins", has_text="Sand")).to_be_visible()

        expert.goto(live.url + practice.url)
        expert.get_by_label("Compare: Garissa").check()
        expert.get_by_role("button", name="Set side by side").click()
        expect(expert.get_by_role("columnheader", name="Garissa")).to_be_visible()
        expect(expert.get_by_role("row", name="What came of it")).to_contain_text("Clean for a year.")

    with signed_in(browser, live, Credit.objects.get(resource=practice).user) as credited:
        wait_for_notice(credited, live, "used “Wells that stay clean” in Garissa")
        credited.goto(f"{live.url}/my/given/")
        credited.get_by_role("link", name="Change how I am named").click()
        credited.get_by_label("Your name, as it stands there").fill("Lea Living")
        credited.get_by_role("button", name="Save").click()
        expect(credited.get_by_text("Lea Living", exact=True).first).to_be_visible()
