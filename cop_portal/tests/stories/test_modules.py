"""Stories of modules: each is switched off and on singly, and nothing in it is lost (row 8)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from communities.actions import goals, needs, proposals, reflections
from communities.tests.makers import announced
from cop_portal.newsletters import actions as newsletters
from cop_portal.newsletters import sections
from cop_portal.tests import factories
from cop_portal.tests.stack import Stack
from cop_portal.tests.stories.steps import refused, signed_in
from discussions.tests.makers import question
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.browser
HOME = "/communities/story-seven/"
# Each module with its label among the choices, its page, and what stands on it.
MODULES = (
    ("Library", "library/", "Ropes that hold"),
    ("Newsletter", "newsletter/", "Number 1"),
    ("Needs board", "needs/", "How to splice ropes"),
    ("Proposals and votes", "proposals/", "Meet monthly"),
    ("Goals and indicators", "goals/", "Ropes for ten villages"),
    ("Figures", "health/", ""),
    ("Survey: how are we doing?", "how-are-we-doing/", "Half a year has passed"),
    ("Events", "events/", "Three short cases"),
)


def furnish(where: Any) -> None:
    coordinator = factories.holder(where, "coordinator")
    published(where, title="Ropes that hold")
    issue = sections.compose(community=where, week="2026-W40", by=coordinator, quiet=True)
    newsletters.send_issue(issue=issue, by=coordinator, quiet=True)
    needs.add(community=where, by=coordinator, text="How to splice ropes")
    proposals.propose(
        community=where, by=coordinator, title="Meet monthly", text="Less is more", about="activity",
        method="consent", days=7,
    )  # fmt: skip
    goals.set_goal(
        community=where, by=coordinator, title="Ropes for ten villages", due_date=timezone.localdate()
    )
    reflections.open_round(community=where, by=coordinator, words="Half a year has passed")
    announced(where, coordinator)


def links_to(page: Page, live: Stack, path: str) -> int:
    """How many ways lead to a page from the community's own pages."""
    count = 0
    for start in ("", "about/", "stage/", "discussions/", "people/"):
        page.goto(live.url + HOME + start)
        count += page.locator(f"a[href^='{HOME}{path}']").count()
    return count


def switch(page: Page, live: Stack, label: str, *, on: bool) -> None:
    page.goto(f"{live.url}{HOME}about/")
    page.get_by_role("link", name="Modules").or_(page.locator(f"a[href='{HOME}modules/']")).first.click()
    page.get_by_label(label, exact=True).set_checked(on)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Members see it from now on.")).to_be_visible()


def test_each_module_goes_and_comes_back_with_all_that_is_in_it(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story seven")
    reader = factories.joined(where, factories.person("Mina Seven"), wants_newsletter=True)
    furnish(where)
    with (
        signed_in(browser, live, factories.holder(where, "coordinator")) as page,
        signed_in(browser, live, reader) as member,
    ):
        for label, path, words in MODULES:
            others = [other for _label, other, _words in MODULES if other != path]

            switch(page, live, label, on=False)
            assert links_to(member, live, path) == 0, label
            answer = member.goto(live.url + HOME + path)
            assert answer is not None
            assert answer.status == 404, label
            assert (
                member.get_by_role("heading", level=1).count() == 1
            )  # a page that says so, not a bare error
            for other in others[:2]:
                assert not refused(member, live.url + HOME + other), (label, other)

            switch(page, live, label, on=True)
            assert links_to(member, live, path) > 0, label
            assert not refused(member, live.url + HOME + path), label
            assert words in member.inner_text("main"), label
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{live.url}{HOME}modules/")


def test_questions_and_stories_go_and_what_there_is_stays(
    live: Stack, browser: Browser, stranger: Any
) -> None:
    where = factories.community_with_roles("Story eight")
    base = f"{live.url}/communities/story-eight/"
    asked = question(where, factories.holder(where, "expert"), title="Which rope lasts?")
    told = published(where, kind="story", title="The rope that held")
    reader = factories.joined(where, factories.person("Mina Eight"))
    with signed_in(browser, live, factories.holder(where, "coordinator")) as page:
        page.goto(f"{base}modules/")
        page.get_by_label("Questions", exact=True).uncheck()
        page.get_by_label("Stories of change", exact=True).uncheck()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved. Members see it from now on.")).to_be_visible()
    with signed_in(browser, live, reader) as page:
        page.goto(f"{base}discussions/")
        expect(page.get_by_role("link", name="Ask a question")).to_have_count(0)
        page.get_by_role("link", name="Start a conversation").click()
        expect(page.get_by_label("A question: somebody may have the answer")).to_have_count(0)
        page.goto(f"{base}library/submit/")
        expect(page.get_by_role("button", name="Write it: Most significant change")).to_have_count(0)
        page.goto(live.url + asked.get_absolute_url())
        page.get_by_label("Your contribution").fill("The hemp one.")
        page.get_by_role("button", name="Contribute").click()
        expect(page.locator("article", has_text="The hemp one.")).to_be_visible()
        assert not refused(page, live.url + told.url)
    with signed_in(browser, live, stranger) as page:
        assert refused(page, f"{base}modules/")
