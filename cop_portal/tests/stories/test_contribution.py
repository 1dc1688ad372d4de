"""Story (a): a member contributes in the browser, another answers by mail, a stranger learns nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from cop_portal.tests import factories
from cop_portal.tests.stack import Stack, wait_for
from cop_portal.tests.stories.steps import answer, deliver, sign_in
from discussions.actions import discussions, subscriptions
from discussions.models import Contribution

pytestmark = pytest.mark.browser


def test_a_contribution_is_answered_by_mail_and_a_stranger_learns_nothing(
    live: Stack, page: Page, browser: Browser
) -> None:
    water = factories.community_with_roles("Story water", visibility="closed")
    member = factories.joined(water, factories.person("Mona Story"))
    colleague = factories.joined(water, factories.person("Carlo Story"))
    facilitator = factories.holder(water, "facilitator")
    stranger = factories.joined(factories.community("Story next door"), factories.person("Sam Story"))
    talk = discussions.start(
        community=water,
        by=facilitator,
        title="Which filter lasts a year?",
        body="In hard water.",
        kind="question",
    )
    subscriptions.follow(discussion=talk, by=colleague, frequency="instant")

    # A member contributes in the browser.
    sign_in(page, live, member)
    page.goto(live.url + talk.get_absolute_url())
    page.get_by_label("Your contribution").fill("Ceramic ones, if they are **brushed** weekly.")
    page.get_by_role("button", name="Contribute").click()
    expect(page.locator("#c1 strong")).to_have_text("brushed")

    # A colleague answers the letter by mail.
    letter = live.wait_for_mail(colleague.email, "Which filter lasts a year?")
    deliver(live, answer(letter, colleague.email, "Ours broke after four months in Kisumu."))
    posted = wait_for(
        lambda: Contribution.objects.filter(discussion=talk, author=colleague).first(),
        20,
        "no contribution by mail",
    )
    assert posted.body == "Ours broke after four months in Kisumu."
    assert posted.channel == "email"

    # The facilitator sees both.
    facilitators = browser.new_page()
    sign_in(facilitators, live, facilitator)
    facilitators.goto(live.url + talk.get_absolute_url())
    expect(facilitators.locator("#c1")).to_contain_text("Ceramic ones")
    expect(facilitators.locator("#c2")).to_contain_text("Ours broke after four months")

    # A stranger gets nothing: not the page, not in search, not by a forged mail.
    strangers = browser.new_page()
    sign_in(strangers, live, stranger)
    response = strangers.goto(live.url + talk.get_absolute_url())
    assert response is not None
    assert response.status == 404
    strangers.goto(f"{live.url}/search/?q=ceramic")
    assert "Ceramic" not in strangers.content()
    deliver(live, answer(letter, stranger.email, "Forged by Sam."))
    deliver(live, answer(letter, colleague.email, "A last true word."))
    wait_for(
        lambda: Contribution.objects.filter(discussion=talk, body="A last true word."), 20, "no last word"
    )
    assert not Contribution.objects.filter(body__contains="Forged").exists()
