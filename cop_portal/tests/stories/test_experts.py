"""Stories of experts: named per subject, asked by themselves, free to say 'not me', by mail too (row 13)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import answer, deliver, refused, signed_in, wait_for_notice
from discussions.models import Contribution

pytestmark = pytest.mark.browser


def test_a_question_finds_its_expert_who_names_another_and_is_answered(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story salt wells", visibility="closed")
    expert = factories.holder(where, "expert")
    driller = factories.joined(where, factories.person("Dara Driller"))
    asker = factories.joined(where, factories.person("Asha Asker"))
    guest = factories.joined(where, factories.person("Gwen Geologist", is_guest=True))
    home = f"{live.url}/communities/story-salt-wells/"

    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{home}roles/")
        page.get_by_role("link", name="Name the subjects").click()
        page.get_by_label("Subjects").fill("Drilling, salt water")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Drilling, salt water")).to_be_visible()
    with signed_in(browser, live, asker) as page:
        page.goto(f"{home}discussions/start/")
        expect(page.get_by_text("Experts here are asked about: Drilling, salt water.")).to_be_visible()
        page.get_by_label("Title").fill("How deep before the water turns salt?")
        page.get_by_label("What do you want to know").fill("We stopped at forty metres.")
        page.get_by_label("What is it about?").fill("salt water")
        page.get_by_role("button", name="Post it").click()
        address = page.url.partition("?")[0]
    with signed_in(browser, live, expert) as page:
        wait_for_notice(page, live, "A question for you: How deep before the water turns salt?")
        page.goto(f"{live.url}/my/desk/")
        page.get_by_role("link", name="Answer, or say whom to ask").first.click()
        expect(page.get_by_text("This question was put to you")).to_be_visible()
        page.get_by_role("link", name="Not me, ask somebody else").click()
        page.get_by_label("Somebody else, by name").fill("Dara Driller")
        page.get_by_label("A word with it").fill("She drilled there for years.")
        page.get_by_role("button", name="Pass it on").click()
        expect(page.get_by_text("not me, ask Dara Driller")).to_be_visible()
    # She answers the letter that put it to her; a guest adds what the ministry measured, in the browser.
    letter = live.wait_for_mail(driller.email, "How deep before the water turns salt?")
    deliver(live, answer(letter, driller.email, "Sixty metres, then it turns."))
    wait_for(lambda: Contribution.objects.filter(author=driller).exists(), 20, "no answer by mail")
    with signed_in(browser, live, guest) as page:
        page.goto(address)
        expect(page.locator("#c1")).to_contain_text("Sixty metres, then it turns.")
        page.get_by_label("Your contribution").fill("The ministry's logs say fifty-eight.")
        page.get_by_role("button", name="Contribute").click()
        expect(page.locator("#c2")).to_contain_text("fifty-eight")
    # Who asked says which one it was; the facilitator finds it answered, and off the desk.
    with signed_in(browser, live, asker) as page:
        wait_for_notice(page, live, "Dara Driller in “How deep before the water turns salt?”")
        page.goto(address)
        expect(page.get_by_text("Dara Driller: answered")).to_be_visible()
        page.locator("#c1").get_by_role("button", name="This answers it").click()
        expect(page.locator("#c1")).to_contain_text("Accepted answer")
    with signed_in(browser, live, factories.holder(where, "facilitator")) as page:
        page.goto(address)
        expect(page.locator("#c1")).to_contain_text("Accepted answer")
        page.goto(f"{live.url}/my/desk/")
        expect(page.get_by_text("How deep before the water turns salt?")).to_have_count(0)
    with signed_in(browser, live, stranger) as page:
        assert refused(page, address)
        assert refused(page, f"{address}experts/")
