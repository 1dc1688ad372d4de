"""Stories of the desk: what waits, what is set aside, what ages there, and a role that ends (rows 11 to 17)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from communities.models import Membership
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in, wait_for_notice
from discussions.actions import phases
from discussions.tests.makers import facilitated, question
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.browser
DAY = datetime.timedelta(days=1)
ESCALATE = "from communities.tasks import escalate_requests as go; print('TOLD', go())"


def asks_to_join(page: Page, home: str) -> None:
    page.goto(home)
    page.get_by_role("link", name="Ask to join").click()
    page.get_by_label("What do you bring?").fill("Ten years of dykes")
    page.get_by_role("main").locator("form button.main").click()
    page.goto(home)
    expect(page.get_by_text("You asked to join.")).to_be_visible()


def enters(page: Page, live: Stack) -> bool:
    """Whether Wagtail's own pages open for this person."""
    return not refused(page, f"{live.url}/cms/")


def looks_at_the_facilitators_desk(live: Stack, browser: Browser, where: Any) -> None:
    """Discussions by phase, what has no answer, syntheses due, and who came and has said nothing."""
    leads, today = factories.holder(where, "facilitator"), timezone.localdate()
    talk = facilitated(
        where, leads, title="How do desks last?", closes_on=today + 1 * DAY, synthesis_on=today + 3 * DAY,
        share_on=today + 5 * DAY,
    )  # fmt: skip
    phases.close_contributions(discussion=talk, by=leads)
    quiet = factories.joined(where, factories.person("Quinn Quiet"))
    Membership.objects.filter(community=where, user=quiet).update(joined_at=timezone.now() - 20 * DAY)
    with signed_in(browser, live, leads) as page:
        page.goto(f"{live.url}/my/desk/")
        for part, words in (
            ("dp", "How do desks last?"),
            ("dp", "Summary"),
            ("pile-questions", "“Which desk lasts?” has no answer yet."),
            ("pile-syntheses", "The synthesis of “How do desks last?” is due."),
            ("qm", "Quinn Quiet"),
        ):
            expect(page.locator(f"section[aria-labelledby={part}]")).to_contain_text(words)


def test_what_is_set_aside_is_gone_and_a_role_that_ends_ends_at_once(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story desks", visibility="closed")
    asker, expert = (factories.holder(where, role) for role in ("facilitator", "expert"))
    coordinator = factories.holder(where, "coordinator")
    published(where, title="Desk sheet")
    question(where, asker, title="Which desk lasts?")
    home = f"{live.url}/communities/story-desks/"
    with signed_in(browser, live, expert) as page:
        page.goto(f"{live.url}/my/desk/")
        waits = page.get_by_text("“Which desk lasts?” has no answer yet.", exact=True)
        expect(waits.first).to_be_visible()
        expect(page.get_by_text("Why this:")).to_be_visible()
        page.get_by_text("Not now", exact=True).click()
        page.get_by_label("Why it can wait").fill("She tries two first.")
        page.get_by_role("button", name="Set it aside").click()
        expect(page.get_by_text("Set aside. It comes back when something about it changes.")).to_be_visible()
        assert waits.count() == 0
        page.get_by_text("1 thing you set aside").click()
        expect(page.get_by_text("She tries two first.", exact=True)).to_be_visible()

        assert enters(page, live)
        with signed_in(browser, live, coordinator) as other:
            other.goto(f"{home}people/")
            other.get_by_role("link", name=f"Roles {expert.name}").click()
            other.get_by_role("button", name="End the term as Expert").click()
            expect(other.get_by_text("The term has ended.")).to_be_visible()
        assert not enters(page, live)  # at the next request, in the session that was open
        page.goto(f"{live.url}/my/desk/")
        assert page.get_by_text("Communities you look after").count() == 0
    looks_at_the_facilitators_desk(live, browser, where)
    with signed_in(browser, live, stranger) as page:
        assert not enters(page, live)
        page.goto(f"{live.url}/my/desk/")
        assert "Which desk lasts?" not in page.content()


def test_a_request_that_nobody_answers_ages_on_the_desk_and_reaches_others(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story dykes", join_policy="request")
    asker = factories.person("Dirk Dykes")
    administrator = factories.person("Ada Dykes", is_staff=True, is_superuser=True)
    facilitator, coordinator = (factories.holder(where, role) for role in ("facilitator", "coordinator"))
    with signed_in(browser, live, asker) as page:
        asks_to_join(page, f"{live.url}/communities/story-dykes/")

    Membership.objects.filter(community=where, user=asker).update(requested_at=timezone.now() - 8 * DAY)
    told = live.manage("shell", "-c", ESCALATE)
    assert "TOLD 2" in told.stdout, told.stderr
    for who in (coordinator, administrator):
        live.wait_for_mail(who.email, "Dirk Dykes still waits to join Story dykes")
    with signed_in(browser, live, facilitator) as page:
        wait_for_notice(page, live, "Dirk Dykes still waits to join Story dykes")
        page.goto(f"{live.url}/my/desk/")
        row = page.locator("#requests li", has_text="Dirk Dykes")
        expect(row).to_contain_text("Waits for 8 days.")
        expect(row).to_contain_text("Ten years of dykes")
        # Even a request may be set aside; then it is in no list, until it is shown again.
        page.get_by_text("Not now", exact=True).click()
        page.get_by_label("Why it can wait").fill("I write to him first.")
        page.get_by_role("button", name="Set it aside").click()
        expect(row).to_have_count(0)
        page.get_by_text("1 thing you set aside").click()
        page.get_by_role("button", name="Show it again").click()
        row.get_by_role("button", name="Welcome").click()
        expect(page.get_by_text("Dirk Dykes waits for an answer")).to_have_count(0)
    live.wait_for_mail(asker.email, "Welcome to Story dykes")
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{live.url}/communities/story-dykes/people/newcomers/")
