"""Stories of a community's life: stages, review, and its end with a way back (rows 2, 3, 64)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from communities.actions import memberships
from communities.models import Transformation
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in, wait_for_notice
from discussions.tests.makers import question, said

pytestmark = pytest.mark.browser
CARRY_OUT = "from communities.tasks import carry_out_transformations as go; print('DONE', go())"


def test_members_see_stage_checklist_and_history(live: Stack, browser: Browser, stranger: Any) -> None:
    where = factories.community_with_roles("Story stages", purpose="To pump", objectives="One\nTwo")
    pages = f"{live.url}/communities/story-stages/stage/"
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(pages)
        expect(page.get_by_text("All four roles are held.")).to_be_visible()
        expect(page.get_by_text("Purpose and objectives are on its page.")).to_be_visible()
        page.get_by_label("Move to", exact=True).select_option("launching")
        page.get_by_label("Why", exact=True).fill("The four roles are held and the scope is written.")
        page.get_by_role("button", name="Move the community").click()
        expect(page.get_by_role("heading", name="Launching")).to_be_visible()
    with signed_in(browser, live, factories.joined(where, factories.person("Mina Stages"))) as page:
        page.goto(pages)
        expect(page.get_by_text("The four roles are held and the scope is written.")).to_be_visible()
        assert page.get_by_role("button", name="Move the community").count() == 0
    with signed_in(browser, live, stranger) as page:
        page.goto(pages)
        assert page.get_by_role("button", name="Tick it off").count() == 0


def test_a_community_closes_stays_readable_and_opens_again(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story endings")
    member = factories.joined(where, factories.person("Mina Endings"))
    coordinator = factories.holder(where, "coordinator")
    home = f"{live.url}/communities/story-endings/"
    with signed_in(browser, live, coordinator) as page:
        page.goto(f"{home}stage/")
        page.get_by_role("link", name="Close, merge, split or hand over").click()
        page.locator("a[href$='/close/']").first.click()
        page.get_by_label("Why", exact=True).fill("The work is done.")
        page.get_by_label("What we learned").fill("Begin with one question.")
        page.get_by_label("Who answers for the library afterwards").select_option(label=coordinator.name)
        page.get_by_role("button", name="Announce it to the members").click()
        expect(page.get_by_role("heading", name="Story endings closes")).to_be_visible()
        step = page.url
    with signed_in(browser, live, member) as page:
        wait_for_notice(page, live, "Story endings")
        page.goto(home)
        expect(page.get_by_text("Story endings will close")).to_be_visible()
    with signed_in(browser, live, stranger) as page:
        page.goto(step)
        assert page.get_by_role("button", name="Withdraw it").count() == 0

    Transformation.objects.filter(community=where).update(on_date=timezone.localdate())
    done = live.manage("shell", "-c", CARRY_OUT)
    assert "DONE 1" in done.stdout, done.stderr
    with signed_in(browser, live, member) as page:
        page.goto(home)
        expect(page.get_by_text("Archived").or_(page.get_by_text("archived")).first).to_be_visible()
        page.goto(f"{live.url}/communities/story-endings/discussions/")
        assert page.get_by_role("link", name="Ask or start").count() == 0
    with signed_in(browser, live, coordinator) as page:
        page.goto(step)
        page.get_by_role("textbox", name="Why").fill("Somebody takes it up again.")
        page.get_by_role("button", name="Undo it").click()
        page.goto(home)
        assert "archived" not in page.inner_text("main").lower()


def test_a_review_opens_with_its_evidence_and_ends_in_adjusting(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story reviews", visibility="closed")
    memberships.leave(community=where, by=factories.joined(where, factories.person("Lea Reviews")))
    expert = factories.holder(where, "expert")
    said(question(where, expert, title="Does sanitation come first?"), expert)
    pages = f"{live.url}/communities/story-reviews/review/"
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(pages)
        page.get_by_label("Day of the next review").fill(timezone.localdate().isoformat())
        page.get_by_role("button", name="Keep this day").click()
        expect(page.get_by_text("5 joined, 1 left; 4 members on the day of the review.")).to_be_visible()
        rising = page.locator("section[aria-labelledby=topics] li", has_text="sanitation")
        expect(rising).to_contain_text("before 0")
        page.get_by_role("radio", name="Adjust", exact=False).check()
        page.get_by_label("Why", exact=True).fill("Half of us work on sanitation now.")
        page.get_by_role("button", name="End the review").click()
        page.wait_for_url("**/terms/draft/")  # what is adjusted is open at once
        expect(page.get_by_role("heading", name="Draft of the terms of reference")).to_be_visible()
        page.goto(pages)
        past = page.locator("section[aria-labelledby=past]")
        expect(past).to_contain_text("Half of us work on sanitation now.")
        expect(past).to_contain_text("5 joined, 1 left, 4 members")
    with signed_in(browser, live, stranger) as page:
        assert refused(page, pages)


def changes(page: Page, step: str, button: str, note: str = "") -> None:
    """Open a step of the checklist and press one of its buttons."""
    row = page.locator("section[aria-labelledby=list] li", has_text=step).first
    row.locator("summary").click()
    if note:
        row.get_by_label("What was done").fill(note)
    row.get_by_role("button", name=button).click()


def moves(page: Page, stage: str, why: str) -> None:
    page.get_by_label("Move to", exact=True).select_option(stage)
    page.get_by_label("Why", exact=True).fill(why)
    page.get_by_role("button", name="Move the community").click()


def test_a_checklist_is_adapted_and_a_vacancy_holds_the_stage_until_an_administrator_says_why(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community("Story scaffolds")
    coordinator = factories.joined(where, factories.person("Cora Scaffolds"), "coordinator")
    administrator = factories.person("Ada Scaffolds", is_staff=True, is_superuser=True)
    pages = f"{live.url}/communities/story-scaffolds/stage/"
    left_out, own = "It is clear whom to invite from outside", "The scaffold is signed off"
    with signed_in(browser, live, coordinator) as page:
        page.goto(pages)
        changes(page, left_out, "Not for us")
        page.get_by_label("A step of your own").fill(own)
        page.get_by_role("button", name="Add it").click()
        changes(page, own, "Tick it off", note="By the inspector of May")
        expect(page.get_by_text("By the inspector of May")).to_be_visible()
        expect(page.locator("section[aria-labelledby=list] > div > ul")).not_to_contain_text(left_out)
        moves(page, "launching", "We are in a hurry.")
        expect(page.get_by_text("Before Planning ends, somebody must hold each")).to_contain_text(
            "Vacant: Facilitator, Expert and Knowledge manager"
        )
        expect(page.get_by_label("Why", exact=True)).to_have_value("We are in a hurry.")
    with signed_in(browser, live, administrator) as page:
        page.goto(pages)
        moves(page, "launching", "Three people begin in two weeks.")
        expect(page.get_by_role("heading", name="Launching")).to_be_visible()
    with signed_in(browser, live, coordinator) as page:
        page.goto(pages)
        moves(page, "planning", "Two of them said no.")
        expect(page.get_by_role("heading", name="Planning")).to_be_visible()
        for why in ("Three people begin in two weeks.", "Two of them said no."):
            expect(page.locator("section[aria-labelledby=history]")).to_contain_text(why)
    with signed_in(browser, live, stranger) as page:
        page.goto(pages)
        expect(page.get_by_text("Two of them said no.")).to_be_visible()
        assert page.get_by_role("button", name="Add it").count() == 0
        assert page.get_by_role("button", name="Move the community").count() == 0


def test_a_review_ends_with_keep_and_the_next_with_transform(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story ferns", visibility="closed")
    pages = f"{live.url}/communities/story-ferns/review/"
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        for outcome, why in (("Keep as it is", "It serves us well."), ("Transform", "Two practices now.")):
            page.goto(pages)
            page.get_by_label("Day of the next review").fill(timezone.localdate().isoformat())
            page.get_by_role("button", name="Keep this day").click()
            page.get_by_role("radio", name=outcome).check()
            page.get_by_label("Why", exact=True).fill(why)
            page.get_by_role("button", name="End the review").click()
            expect(page.get_by_text("The review is ended.")).to_be_visible()
            if outcome == "Keep as it is":
                expect(page.get_by_text("are reviewed next on")).to_be_visible()
        expect(page.get_by_role("heading", name="What becomes of this community")).to_be_visible()
        expect(page.get_by_role("link", name="Merge into another")).to_be_visible()
    with signed_in(browser, live, factories.joined(where, factories.person("Mina Ferns"))) as page:
        page.goto(pages)
        past = page.locator("section[aria-labelledby=past]")
        for words in ("Keep as it is", "It serves us well.", "Transform", "Two practices now."):
            expect(past).to_contain_text(words)
        assert page.get_by_role("button", name="Keep this day").count() == 0
    with signed_in(browser, live, stranger) as page:
        assert refused(page, pages)
