"""Story: a member writes for the library on a phone, without and with JavaScript, until it stands there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import refused, signed_in, wait_for_notice
from knowledge_base.models import ResourcePage, Submission

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def fill_story(page: Page) -> None:
    for label, words in (
        ("Title", "The lid that stayed"),
        ("In a sentence or two", "A lid, and who keeps it closed."),
        ("Activity", "We met at the well."),
        ("Change", "Children close it."),
        ("Result", "No goat fell in."),
    ):
        page.get_by_label(label, exact=True).fill(words)


def choose(page: Page, kind: str) -> None:
    page.get_by_role("listitem").filter(has_text=kind).get_by_role("button").click()


def without_javascript(browser: Browser, live: Stack, member: Any, base: str) -> str:
    """A story with a person in it, kept, refused without her yes, and handed in. Returns its form."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live.url}/accounts/login/")
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign In").first.click()
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(f"{base}library/submit/")
    choose(page, "Most significant change")
    fill_story(page)
    page.get_by_label("Film").fill("https://youtu.be/abcDEF12345")
    person = page.get_by_role("group", name="Person 1")
    person.get_by_label("Name").fill("Ruth Lid")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("Kept as a draft.", exact=False)).to_be_visible()
    page.get_by_label("Whoever is named or pictured", exact=False).check()
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("Ask first, or take the name and picture out.").first).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value("The lid that stayed")
    page.get_by_role("group", name="Person 1").get_by_role("checkbox").check()
    page.locator("input[type=file]").set_input_files(
        {"name": "count.txt", "mimeType": "text/plain", "buffer": b"No goat in March."}
    )
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("waits for review")).to_be_visible()
    context.close()
    return Submission.objects.get(author=member, kind="story").get_absolute_url()


def with_javascript(page: Page, live: Stack, base: str) -> None:
    """What is typed is kept by itself, on the device while the line is down and on the server after."""
    page.set_viewport_size(PHONE)
    page.goto(f"{base}library/submit/")
    choose(page, "Lesson learned")
    page.get_by_label("Title", exact=True).fill("Goats climb")
    expect(page.locator("[data-draft-note]")).to_have_text("Saved")
    address = page.url
    page.context.set_offline(True)
    page.get_by_label("What happened", exact=False).fill("One stood on the lid.")
    expect(page.locator("[data-draft-note]")).to_contain_text("Kept on this device")
    page.context.set_offline(False)
    page.goto(f"{live.url}/my/submissions/")
    page.get_by_role("link", name="Goats climb").click()
    assert page.url == address
    expect(page.get_by_label("What happened", exact=False)).to_have_value("One stood on the lid.")
    typed = Submission.objects.filter(words__title="Goats climb", words__happened="One stood on the lid.")
    wait_for(typed.first, 15, "what was typed without a line never reached the server")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_a_member_writes_for_the_library_and_reads_it_there(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    lids = factories.community_with_roles("Story lids", visibility="closed")
    member = factories.joined(lids, factories.person("Lia Lids"))
    keeper, expert = factories.holder(lids, "knowledge_manager"), factories.holder(lids, "expert")
    base = f"{live.url}{lids.get_absolute_url()}"

    form = without_javascript(browser, live, member, base)
    with signed_in(browser, live, member) as page:
        with_javascript(page, live, base)
    story = ResourcePage.objects.get(submission__author=member)

    # The knowledge manager finds it in the queue, and gives it back with a question.
    with signed_in(browser, live, keeper) as page:
        page.goto(f"{live.url}/cms/")
        expect(page.locator(".waiting-panel")).to_contain_text("The lid that stayed")
        story.specific.current_workflow_task_state.reject(user=keeper, comment="Who counted?")

        with signed_in(browser, live, member) as phone:
            phone.set_viewport_size(PHONE)
            phone.goto(f"{live.url}/my/submissions/")
            phone.get_by_role("link", name="The lid that stayed").click()
            expect(phone.get_by_text("Who counted?")).to_be_visible()
            phone.get_by_label("How we know", exact=False).fill("Two teachers counted.")
            phone.get_by_role("button", name="Hand it in again").click()
            expect(phone.get_by_text("waits for review")).to_be_visible()

        page.goto(f"{live.url}/cms/pages/{story.pk}/edit/")
        expect(page.locator("#id_evidence")).to_have_value("Two teachers counted.", timeout=60_000)
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("button", name="Approve and Publish").click()
        wait_for(lambda: ResourcePage.objects.filter(pk=story.pk, live=True).first(), 60, "not published")

    with signed_in(browser, live, member) as page:
        wait_for_notice(page, live, "is published in the library")
    read_and_confirm(browser, live, story, expert)
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{live.url}{form}")
        assert refused(page, f"{live.url}{story.url}")


def read_and_confirm(browser: Browser, live: Stack, story: ResourcePage, expert: Any) -> None:
    asked: list[str] = []
    with signed_in(browser, live, expert) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live.url}{story.url}")
        for words in ("We met at the well.", "No goat fell in.", "Two teachers counted.", "Lia Lids"):
            expect(page.get_by_text(words).first).to_be_visible()
        expect(page.get_by_text("1 person named or pictured in it agreed.")).to_be_visible()
        assert "Ruth Lid" not in page.content()
        expect(page.locator(".files")).to_contain_text("TXT")
        # Nothing is asked of the film's host before the press.
        assert all(url.startswith((live.url, "data:")) for url in asked)
        page.get_by_role("button", name="Play it here", exact=False).click()
        expect(page.locator("iframe[src^='https://www.youtube-nocookie.com/embed/']")).to_have_count(1)
        page.get_by_label("How you know", exact=False).fill("I saw the lid.")
        page.get_by_role("button", name="I confirm the result").click()
        expect(page.get_by_text("I saw the lid.")).to_be_visible()
