"""Stories of asking: what is there already, and an idea that a member, a guest, an expert by mail and a facilitator try."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from cop_portal.foundation.notifications.actions import choose
from cop_portal.foundation.notifications.models import EVERYTHING
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import answer, deliver, refused, sign_in, signed_in, wait_for_notice
from discussions.models import AvoidedDuplicate, Contribution
from discussions.tests.makers import question, said

pytestmark = pytest.mark.browser


def test_what_answers_it_appears_while_typing_and_nothing_is_posted(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story salt ropes", visibility="closed")
    asker = factories.joined(where, factories.person("Rosa Ropes"))
    talk = question(where, factories.holder(where, "facilitator"), title="Which rope lasts in salt water?")
    said(talk, factories.holder(where, "expert"), "Polyester, never nylon.")
    start = f"{live.url}/communities/story-salt-ropes/discussions/start/"

    with signed_in(browser, live, asker) as page:
        page.goto(start)
        page.get_by_label("Title").press_sequentially("which rope lasts in salt")
        expect(page.get_by_text("This may answer it already:")).to_be_visible()
        page.get_by_role("button", name="This answers it Which rope").click()
        expect(page.get_by_text("Nothing was posted; here is what answers it.")).to_be_visible()
        expect(page.get_by_text("Polyester, never nylon.")).to_be_visible()
    assert AvoidedDuplicate.objects.filter(user=asker).count() == 1
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live, asker)
    page.goto(start)
    page.get_by_label("Title").fill("Which rope lasts in salt water")
    page.get_by_label("What do you want to know").fill("Ours broke.")
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_text("Before it is posted")).to_be_visible()
    expect(page.get_by_label("What do you want to know")).to_have_value("Ours broke.")
    page.get_by_role("button", name="Post it all the same").click()
    expect(page.get_by_text("It is open.")).to_be_visible()
    context.close()
    with signed_in(browser, live, stranger) as page:
        assert refused(page, start)


def test_an_idea_is_supported_tried_and_says_what_became_of_it(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story meters", visibility="closed")
    thinker = factories.joined(where, factories.person("Thea Meters"))
    friend = factories.joined(where, factories.person("Finn Meters", is_guest=True))
    doer, expert = factories.holder(where, "facilitator"), factories.holder(where, "expert")
    choose(by=expert, frequencies={EVERYTHING: "instant"}, community=where)
    home = f"{live.url}/communities/story-meters/discussions/"

    with signed_in(browser, live, thinker) as page:
        page.goto(home)
        page.get_by_role("link", name="Share an idea").click()
        page.get_by_label("Title").fill("Meters made of bottles")
        page.get_by_label("What do you want to know").fill("Half a thought: a bottle, a float, a mark.")
        page.get_by_role("button", name="Post it").click()
        expect(page.get_by_text("Idea, experimental")).to_be_visible()
        address = page.url.partition("?")[0]
    with signed_in(browser, live, friend) as page:
        page.goto(address)
        page.get_by_role("button", name="I would like to see it tried").click()
        expect(page.get_by_text("1 member would like to see it tried.")).to_be_visible()
    # The expert knows of it by a letter and answers that; who takes it up reads the answer in the browser.
    with signed_in(browser, live, friend) as page:
        page.goto(address)
        page.get_by_label("Your contribution").fill("Our ministry would lend ten bottles.")
        page.get_by_role("button", name="Contribute").click()
    letter = live.wait_for_mail(expert.email, "Meters made of bottles")
    deliver(live, answer(letter, expert.email, "Mind the float: cork swells."))
    wait_for(lambda: Contribution.objects.filter(author=expert).exists(), 20, "no answer by mail")
    with signed_in(browser, live, doer) as page:
        page.goto(address)
        expect(page.locator("#c2")).to_contain_text("cork swells")
        page.get_by_role("link", name="Take it up").click()
        page.get_by_label("What will be tried?").fill("Ten bottles in two villages")
        day = timezone.localdate() + datetime.timedelta(days=5)
        page.get_by_label("Until when?").fill(day.isoformat())
        page.get_by_role("button", name="Take it up").click()
        expect(page.get_by_text("Ten bottles in two villages").first).to_be_visible()
    with signed_in(browser, live, friend) as page:
        wait_for_notice(page, live, f"{doer.name} takes up “Meters made of bottles”")
    with signed_in(browser, live, doer) as page:
        page.goto(f"{live.url}/my/desk/")
        page.get_by_role("link", name="Say what became of it").first.click()
        page.get_by_label("it worked in part").check()
        page.get_by_label("What became of it?").fill("Six of ten still count; goats took the rest.")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("goats took the rest")).to_be_visible()
    with signed_in(browser, live, thinker) as page:
        wait_for_notice(page, live, "What became of “Meters made of bottles”: it worked in part")
    with signed_in(browser, live, stranger) as page:
        assert refused(page, address)
